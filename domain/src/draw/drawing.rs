//! Draws sites, and inspectors for each, from both lists with a seed.

use super::lists::{Inspector, Object};
use super::lot::Lot;
use crate::ids::{SiteId, TownId, UserId};
use crate::inspection::SiteKind;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the algorithm, kept in every record.
pub const VERSION: u32 = 1;
/// The fewest inspectors of one visit.
pub const LEAST_INSPECTORS: u32 = 2;
/// The most sites of one draw.
pub const MOST_SITES: u32 = 500;
/// What to draw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// How many sites: in all, or of each town with `of_each_town`.
    pub sites: u32,
    /// Whether `sites` counts for each town.
    #[serde(default)]
    pub of_each_town: bool,
    /// Draw only sites of this kind; `None`: of any kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SiteKind>,
    /// Draw only sites of these towns; empty: of all towns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub towns: Vec<TownId>,
    /// How many inspect each site, at least two.
    pub inspectors: u32,
}

/// A drawn site with its inspectors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The site.
    pub site: SiteId,
    /// The inspectors, in the order in which they were drawn.
    pub inspectors: Vec<UserId>,
}

/// Why a draw is impossible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// The numbers ask for no site, for more than 500, or for fewer than two inspectors.
    #[error("nothing is drawn by these numbers")]
    Numbers,
    /// A town, or the district, has fewer matching sites than are wanted.
    #[error("there are fewer such sites: {there}")]
    TooFewSites {
        /// The town; `None` for all towns together.
        town: Option<TownId>,
        /// How many matching sites there are.
        there: u32,
    },
    /// Fewer people may inspect a town than are wanted for each site.
    #[error("too few people may inspect a town")]
    TooFewInspectors {
        /// The town.
        town: TownId,
    },
}

/// How many sites a draw will choose, before any lot: [`draw`] then succeeds with every seed.
///
/// This is stricter than [`draw`]: every town that the lot may choose needs enough inspectors. A draw
/// that fails with one seed and succeeds with the next would be a choice among seeds.
///
/// # Errors
/// The lists are too short for what is wanted, or the numbers are out of range.
pub fn foresee(
    objects: &[Object],
    people: &[Inspector],
    wanted: &Wanted,
) -> Result<u32, Impossible> {
    if wanted.sites == 0 || wanted.inspectors < LEAST_INSPECTORS {
        return Err(Impossible::Numbers);
    }
    let mut towns: BTreeMap<&TownId, u32> = wanted.towns.iter().map(|it| (it, 0)).collect();
    for it in objects.iter().filter(|it| wanted.fits(it)) {
        *towns.entry(&it.town).or_default() += 1;
    }
    let short = |town: Option<&TownId>, there: u32| {
        let town = town.cloned();
        (there < wanted.sites).then_some(Impossible::TooFewSites { town, there })
    };
    let (short, sites) = match wanted.of_each_town {
        true => {
            let all = u32::try_from(towns.len()).unwrap_or(u32::MAX);
            let first = towns
                .iter()
                .find_map(|(town, there)| short(Some(town), *there));
            (first, all.saturating_mul(wanted.sites))
        }
        false => (short(None, towns.values().sum()), wanted.sites),
    };
    if let Some(short) = short {
        return Err(short);
    }
    if sites == 0 || sites > MOST_SITES {
        return Err(Impossible::Numbers);
    }
    let enough = |town: &TownId| {
        let may = people.iter().filter(|it| !it.avoids.contains(town));
        may.count() >= wanted.inspectors as usize
    };
    match towns
        .iter()
        .find(|(town, there)| **there > 0 && !enough(town))
    {
        Some((town, _)) => Err(Impossible::TooFewInspectors {
            town: (*town).clone(),
        }),
        None => Ok(sites),
    }
}

/// Draws from both lists with a seed. The order of the lists does not matter.
///
/// # Errors
/// The lists are too short for what is wanted, or the numbers are out of range.
pub fn draw(
    objects: &[Object],
    people: &[Inspector],
    wanted: &Wanted,
    seed: &[u8],
) -> Result<Vec<Drawn>, Impossible> {
    if wanted.sites == 0 || wanted.inspectors < LEAST_INSPECTORS {
        return Err(Impossible::Numbers);
    }
    let mut objects: Vec<&Object> = objects.iter().filter(|it| wanted.fits(it)).collect();
    objects.sort_by(|a, b| a.site.cmp(&b.site));
    let mut people: Vec<&Inspector> = people.iter().collect();
    people.sort_by_key(|it| it.id);
    let mut lot = Lot::new(seed);
    let sites = if wanted.of_each_town {
        let mut towns: BTreeMap<&TownId, Vec<&Object>> = BTreeMap::new();
        for it in objects {
            towns.entry(&it.town).or_default().push(it);
        }
        for town in &wanted.towns {
            towns.entry(town).or_default();
        }
        let mut all = Vec::new();
        for (town, those) in towns {
            all.extend(some(&mut lot, those, wanted.sites, Some(town))?);
        }
        all
    } else {
        some(&mut lot, objects, wanted.sites, None)?
    };
    if sites.is_empty() || sites.len() > MOST_SITES as usize {
        return Err(Impossible::Numbers);
    }
    let mut visits: BTreeMap<UserId, u32> = BTreeMap::new();
    let mut drawn = Vec::with_capacity(sites.len());
    for site in sites {
        let inspectors = team(&mut lot, &people, site, wanted.inspectors, &mut visits)?;
        drawn.push(Drawn {
            site: site.site.clone(),
            inspectors,
        });
    }
    Ok(drawn)
}

impl Wanted {
    /// Whether the lot may choose this site.
    pub fn fits(&self, it: &Object) -> bool {
        self.kind.is_none_or(|kind| kind == it.kind)
            && (self.towns.is_empty() || self.towns.contains(&it.town))
    }
}

/// Draws `wanted` different sites, each by its weight.
fn some<'o>(
    lot: &mut Lot,
    mut those: Vec<&'o Object>,
    wanted: u32,
    town: Option<&TownId>,
) -> Result<Vec<&'o Object>, Impossible> {
    let there = u32::try_from(those.len()).unwrap_or(u32::MAX);
    if there < wanted {
        return Err(Impossible::TooFewSites {
            town: town.cloned(),
            there,
        });
    }
    let mut chosen = Vec::new();
    for _ in 0..wanted {
        let weights: Vec<u64> = those.iter().map(|it| it.weight()).collect();
        chosen.push(those.remove(lot.weighted(&weights)));
    }
    Ok(chosen)
}

/// Draws the inspectors of a site: among those who do not avoid its town, the ones with the fewest
/// visits in this draw, by lot among equals.
fn team(
    lot: &mut Lot,
    people: &[&Inspector],
    site: &Object,
    wanted: u32,
    visits: &mut BTreeMap<UserId, u32>,
) -> Result<Vec<UserId>, Impossible> {
    let mut may: Vec<UserId> = people
        .iter()
        .filter(|it| !it.avoids.contains(&site.town))
        .map(|it| it.id)
        .collect();
    if may.len() < wanted as usize {
        return Err(Impossible::TooFewInspectors {
            town: site.town.clone(),
        });
    }
    let mut team = Vec::new();
    for _ in 0..wanted {
        let of = |id: &UserId| visits.get(id).copied().unwrap_or_default();
        let fewest = may.iter().map(of).min().unwrap_or_default();
        let equals: Vec<usize> = (0..may.len())
            .filter(|at| of(&may[*at]) == fewest)
            .collect();
        let at = equals[lot.below(equals.len() as u64) as usize];
        let id = may.remove(at);
        *visits.entry(id).or_default() += 1;
        team.push(id);
    }
    Ok(team)
}
