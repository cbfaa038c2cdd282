//! Made-up photos: drawings of places, each marked 演示, so that nobody takes one for evidence.

mod canvas;
mod jpeg;
mod signature;

use super::dice::Dice;
use canvas::{Canvas, Colour};
pub(super) use signature::signature;

const WIDTH: i32 = 512;
const HEIGHT: i32 = 384;

/// The subject of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scene {
    /// A door with its steps.
    Door,
    /// A hall with seats.
    Hall,
    /// A window with its panes.
    Pane,
    /// A counter with its sign.
    Counter,
    /// A desk with a screen.
    Desk,
    /// A notice board.
    Board,
    /// A self-service terminal.
    Terminal,
    /// Shelves with files.
    Shelves,
}

/// The strokes of the characters 演 and 示, in a square of 24.
const WORDS: [&[&[[i32; 2]]]; 2] = [
    &[
        &[[3, 3], [6, 5]],
        &[[2, 9], [5, 11]],
        &[[2, 21], [6, 15]],
        &[[15, 1], [15, 4]],
        &[[9, 8], [9, 5], [22, 5], [21, 8]],
        &[[11, 9], [20, 9]],
        &[[10, 18], [10, 12], [20, 12], [20, 18], [10, 18]],
        &[[10, 15], [20, 15]],
        &[[15, 9], [15, 18]],
        &[[13, 19], [9, 22]],
        &[[17, 19], [21, 22]],
    ],
    &[
        &[[6, 4], [18, 4]],
        &[[2, 9], [22, 9]],
        &[[12, 9], [12, 21], [9, 20]],
        &[[8, 13], [4, 18]],
        &[[16, 13], [20, 18]],
    ],
];

/// The colours of a picture.
struct Inks {
    wall: Colour,
    floor: Colour,
    wood: Colour,
    edge: Colour,
    paper: Colour,
    accent: Colour,
    dark: Colour,
}

impl Inks {
    fn drawn(dice: &mut Dice) -> Self {
        let mut near = |base: [u8; 3]| {
            let [r, g, b] = base.map(|it| it.saturating_add(dice.below(18) as u8));
            Colour::rgb(r, g, b)
        };
        Self {
            wall: near([214, 216, 208]),
            floor: near([168, 160, 148]),
            wood: near([146, 104, 68]),
            edge: near([84, 78, 72]),
            paper: near([236, 234, 226]),
            accent: near([36, 92, 150]),
            dark: near([44, 48, 54]),
        }
    }
}

/// A photo's bytes, JPEG; `near` is a closer view, for the second of two.
pub(super) fn photo(scene: Scene, near: bool, dice: &mut Dice) -> Vec<u8> {
    let inks = Inks::drawn(dice);
    let mut canvas = Canvas::new(WIDTH as usize, HEIGHT as usize, inks.wall);
    let far = i32::from(!near);
    let horizon = 250 + 30 * far + dice.below(12);
    canvas.rect([0, horizon, WIDTH, HEIGHT - horizon], inks.floor);
    canvas.rect([0, horizon - 8, WIDTH, 8], inks.edge);
    let left = 40 + 60 * far + dice.below(50);
    let size = 300 - 90 * far + dice.below(30);
    match scene {
        Scene::Door => door(&mut canvas, &inks, [left, horizon, size], dice),
        Scene::Hall => hall(&mut canvas, &inks, [left, horizon, size], dice),
        Scene::Pane => pane(&mut canvas, &inks, [left, horizon, size], dice),
        Scene::Counter => counter(&mut canvas, &inks, [left, horizon, size], dice),
        Scene::Desk => desk(&mut canvas, &inks, [left, horizon, size]),
        Scene::Board => board(&mut canvas, &inks, [left, horizon, size], dice),
        Scene::Terminal => terminal(&mut canvas, &inks, [left, horizon, size]),
        Scene::Shelves => shelves(&mut canvas, &inks, [left, horizon, size], dice),
    }
    mark(&mut canvas, &inks);
    jpeg::encode(&canvas)
}

/// Draws 演示 in the corner.
fn mark(canvas: &mut Canvas, inks: &Inks) {
    let [left, top] = [WIDTH - 124, HEIGHT - 68];
    canvas.rect([left - 8, top - 6, 124, 64], inks.accent);
    for (strokes, at) in WORDS.iter().zip([0, 56]) {
        for stroke in *strokes {
            let place = |[x, y]: &[i32; 2]| [left + at + x * 2, top + y * 2];
            let points: Vec<[i32; 2]> = stroke.iter().map(place).collect();
            canvas.line(&points, 4, inks.paper);
        }
    }
}

/// The left edge of a scene, the line of the floor, and the size.
type At = [i32; 3];

fn door(canvas: &mut Canvas, inks: &Inks, [x, y, s]: At, dice: &mut Dice) {
    let (width, height) = (s * 2 / 3, s * 4 / 5);
    canvas.framed([x, y - height, width, height], inks.accent, inks.edge);
    canvas.rect([x + width / 2 - 3, y - height, 6, height], inks.edge);
    canvas.rect([x - 20, y - height - 36, width + 40, 28], inks.dark);
    for step in 0..3 {
        let drop = 14 * step;
        canvas.rect(
            [x - 12 * step - 10, y + drop, width + 24 * step + 20, 12],
            inks.paper,
        );
    }
    // The obstacles.
    for bike in 0..1 + dice.below(3) {
        let at = x + width + 40 + bike * 46;
        canvas.disc([at, y + 34], 22, inks.dark);
        canvas.disc([at, y + 34], 16, inks.floor);
    }
}

fn hall(canvas: &mut Canvas, inks: &Inks, [x, y, s]: At, dice: &mut Dice) {
    for lamp in 0..4 {
        let lit = if dice.below(3) == 0 {
            inks.edge
        } else {
            inks.paper
        };
        canvas.rect([x - 30 + lamp * 96, 24, 60, 14], lit);
    }
    for seat in 0..3 + dice.below(2) {
        let at = x + seat * (s / 4);
        canvas.rect([at, y - s / 5, s / 5, s / 5], inks.accent);
        canvas.rect([at, y, s / 5, 14], inks.dark);
        canvas.rect([at + 6, y + 14, 8, 30], inks.edge);
        canvas.rect([at + s / 5 - 14, y + 14, 8, 30], inks.edge);
    }
    for _ in 0..dice.below(6) {
        let [a, b] = [dice.below(380), y + 48 + dice.below(30)];
        canvas.rect([40 + a, b, 16, 8], inks.wood);
    }
}

fn pane(canvas: &mut Canvas, inks: &Inks, [x, y, s]: At, dice: &mut Dice) {
    let top = y - s * 4 / 5;
    canvas.framed([x, top, s, s * 3 / 5], inks.paper, inks.edge);
    canvas.rect([x + s / 2 - 4, top, 8, s * 3 / 5], inks.edge);
    for _ in 0..6 + dice.below(6) {
        let at = [
            x + 20 + dice.below(s - 40),
            top + 20 + dice.below(s * 3 / 5 - 40),
        ];
        canvas.disc(at, 5 + dice.below(10), inks.floor);
    }
}

fn counter(canvas: &mut Canvas, inks: &Inks, [x, y, s]: At, dice: &mut Dice) {
    canvas.framed([x, y - s * 2 / 3, s, s / 3], inks.paper, inks.edge);
    canvas.framed(
        [x + s / 4, y - s * 4 / 5 - 10, s / 2, 36],
        inks.accent,
        inks.edge,
    );
    canvas.rect([x - 20, y - s / 3, s + 40, 18], inks.wood);
    canvas.rect([x - 10, y - s / 3 + 18, s + 20, s / 3 + 26], inks.edge);
    canvas.rect([x, y - s / 3 + 26, s, s / 3 + 10], inks.wood);
    for _ in 0..2 + dice.below(4) {
        let at = x + dice.below(s - 40);
        let tall = 10 + dice.below(24);
        canvas.rect([at, y - s / 3 - tall, 30, tall], inks.dark);
    }
}

fn desk(canvas: &mut Canvas, inks: &Inks, [x, y, s]: At) {
    canvas.framed(
        [x + s / 5, y - s * 3 / 4, s / 2, s / 3],
        inks.dark,
        inks.edge,
    );
    canvas.rect([x + s * 2 / 5, y - s * 5 / 12, s / 12, s / 12], inks.edge);
    canvas.rect([x + s * 4 / 5, y - s / 2, 10, s / 6], inks.edge);
    canvas.rect([x + s * 4 / 5 - 20, y - s / 2, 40, 10], inks.edge);
    canvas.rect([x, y - s / 3, s, 18], inks.wood);
    canvas.rect([x + 12, y - s / 3 + 18, 16, s / 2], inks.edge);
    canvas.rect([x + s - 28, y - s / 3 + 18, 16, s / 2], inks.edge);
}

fn board(canvas: &mut Canvas, inks: &Inks, [x, y, s]: At, dice: &mut Dice) {
    let top = y - s * 5 / 6;
    canvas.framed([x, top, s, s * 2 / 3], inks.accent, inks.edge);
    for row in 0..2 {
        for column in 0..4 {
            // Some sheets are missing.
            if dice.below(4) == 0 {
                continue;
            }
            let sheet = [x + 16 + column * (s / 4 - 4), top + 16 + row * (s / 3 - 4)];
            canvas.rect([sheet[0], sheet[1], s / 5, s / 4], inks.paper);
            for line in 0..4 {
                let at = sheet[1] + 10 + line * 10;
                canvas.rect(
                    [sheet[0] + 6, at, s / 5 - 12 - dice.below(14), 4],
                    inks.edge,
                );
            }
        }
    }
}

fn terminal(canvas: &mut Canvas, inks: &Inks, [x, y, s]: At) {
    let width = s / 3;
    let left = x + s / 3;
    canvas.framed([left, y - s * 4 / 5, width, s], inks.paper, inks.edge);
    canvas.framed(
        [left + 14, y - s * 4 / 5 + 16, width - 28, s / 3],
        inks.dark,
        inks.edge,
    );
    canvas.rect([left + 20, y - s / 3, width - 40, 8], inks.dark);
    canvas.rect([left + 20, y - s / 3 + 24, width - 40, 24], inks.accent);
    canvas.rect([left - 16, y + s / 5, width + 32, 12], inks.edge);
}

fn shelves(canvas: &mut Canvas, inks: &Inks, [x, y, s]: At, dice: &mut Dice) {
    canvas.framed([x, y - s * 5 / 6, s, s], inks.wood, inks.edge);
    for shelf in 0..3 {
        let floor = y - s * 5 / 6 + (shelf + 1) * s / 4;
        canvas.rect([x + 4, floor, s - 8, 8], inks.edge);
        for file in 0..s / 26 - 1 {
            if dice.below(4) > 0 {
                let ink = dice.one(&[inks.accent, inks.paper, inks.dark]);
                let tall = s / 6 + dice.below(10);
                canvas.rect(
                    [x + 12 + file * 26, floor - tall, 20, tall],
                    ink.unwrap_or(inks.paper),
                );
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_scene_is_a_small_photo_and_no_two_are_the_same() {
        let mut dice = Dice::new(7);
        let mut seen = std::collections::HashSet::new();
        for scene in [
            Scene::Door,
            Scene::Hall,
            Scene::Pane,
            Scene::Counter,
            Scene::Desk,
            Scene::Board,
            Scene::Terminal,
            Scene::Shelves,
        ] {
            for near in [false, true] {
                let bytes = photo(scene, near, &mut dice);
                let found = domain::picture::photo(&bytes).unwrap();
                assert_eq!((found.width, found.height), (512, 384));
                assert!((2_000..30_000).contains(&bytes.len()), "{}", bytes.len());
                assert!(seen.insert(bytes));
            }
        }
        let signed = signature(3, &mut dice).unwrap();
        assert_eq!(
            domain::picture::photo(&signed).unwrap().media_type,
            "image/png"
        );
    }
}
