//! A canvas with the three planes of a JPEG. A rectangle is a row of bytes, repeated.

/// A colour in JPEG: luminance and two colour differences.
#[derive(Debug, Clone, Copy)]
pub(super) struct Colour(pub(super) [u8; 3]);

impl Colour {
    /// A colour from red, green and blue (ITU T.871).
    pub(super) fn rgb(red: u8, green: u8, blue: u8) -> Self {
        let [r, g, b] = [red, green, blue].map(f32::from);
        let y = 0.299 * r + 0.587 * g + 0.114 * b;
        let cb = 128.0 - 0.168_736 * r - 0.331_264 * g + 0.5 * b;
        let cr = 128.0 + 0.5 * r - 0.418_688 * g - 0.081_312 * b;
        Self([y, cb, cr].map(|it| it.round().clamp(0.0, 255.0) as u8))
    }
}

/// A plane of bytes.
#[derive(Debug)]
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) bytes: Vec<u8>,
}

impl Plane {
    pub(super) fn new(width: usize, height: usize, byte: u8) -> Self {
        Self {
            width,
            height,
            bytes: vec![byte; width * height],
        }
    }

    /// Fills a rectangle, cut at the plane's edges.
    pub(super) fn rect(&mut self, [left, top, width, height]: [i32; 4], byte: u8) {
        let within = |at: i32, end: usize| usize::try_from(at.max(0)).unwrap_or(0).min(end);
        let columns = within(left, self.width)..within(left + width, self.width);
        let rows = within(top, self.height)..within(top + height, self.height);
        let lines = self.bytes.chunks_exact_mut(self.width);
        for line in lines.take(rows.end).skip(rows.start) {
            if let Some(part) = line.get_mut(columns.clone()) {
                part.fill(byte);
            }
        }
    }
}

/// A picture: luminance, and colour at half its width and height.
#[derive(Debug)]
pub(super) struct Canvas(pub(super) [Plane; 3]);

impl Canvas {
    /// A canvas of one colour; its sides must be multiples of 16.
    pub(super) fn new(width: usize, height: usize, Colour([y, cb, cr]): Colour) -> Self {
        Self([
            Plane::new(width, height, y),
            Plane::new(width / 2, height / 2, cb),
            Plane::new(width / 2, height / 2, cr),
        ])
    }

    /// A rectangle: left, top, width, height.
    pub(super) fn rect(&mut self, [left, top, width, height]: [i32; 4], Colour(c): Colour) {
        let [y, cb, cr] = &mut self.0;
        y.rect([left, top, width, height], c[0]);
        // A shape thinner than a colour sample gets no colour.
        let half = [left / 2, top / 2, width / 2, height / 2];
        cb.rect(half, c[1]);
        cr.rect(half, c[2]);
    }

    /// A rectangle with a border.
    pub(super) fn framed(&mut self, [x, y, w, h]: [i32; 4], fill: Colour, edge: Colour) {
        self.rect([x, y, w, h], edge);
        self.rect([x + 4, y + 4, w - 8, h - 8], fill);
    }

    /// A disc.
    pub(super) fn disc(&mut self, [x, y]: [i32; 2], radius: i32, colour: Colour) {
        for dy in -radius..radius {
            let half = f64::from(radius * radius - dy * dy).sqrt() as i32;
            self.rect([x - half, y + dy, 2 * half, 2], colour);
        }
    }

    /// A line of this width through points.
    pub(super) fn line(&mut self, points: &[[i32; 2]], breadth: i32, colour: Colour) {
        through(points, |[x, y]| {
            self.rect([x - breadth / 2, y - breadth / 2, breadth, breadth], colour);
        });
    }
}

/// The points of a line, one for each pixel.
pub(super) fn through(points: &[[i32; 2]], mut dot: impl FnMut([i32; 2])) {
    for pair in points.windows(2) {
        let [[x, y], [to_x, to_y]] = [pair[0], pair[1]];
        let steps = (to_x - x).abs().max((to_y - y).abs()).max(1);
        for step in 0..=steps {
            dot([x + (to_x - x) * step / steps, y + (to_y - y) * step / steps]);
        }
    }
}
