//! 随机抽取: which sites are inspected, and by whom, drawn by lot and open to be checked. The draw follows
//! from its seed and its two lists alone; who has the record can repeat it and finds whatever was changed.
//!
//! All of it is whole numbers. Randomness is SHA-256 of the seed, both lists' hashes and a counter.

mod lot;
mod record;
#[cfg(test)]
mod tests;

pub use record::{Mismatch, Record};

use crate::ids::{SiteId, TownId, UserId};
use crate::inspection::SiteKind;
use lot::Lot;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the algorithm, which every record names.
pub const VERSION: u32 = 1;
/// At least so many inspect together.
pub const LEAST_INSPECTORS: u32 = 2;
/// No more sites than this in one draw.
pub const MOST_SITES: u32 = 500;
/// Days since the last visit count up to a year; so does a site that was never visited.
const MOST_DAYS: u32 = 365;
/// What an open finding adds, and up to how many count.
const PER_FINDING: u64 = 30;
const MOST_FINDINGS: u32 = 10;

/// An entry of the 检查对象名录库.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// The site.
    pub site: SiteId,
    /// Its name.
    pub name: String,
    /// Its town.
    pub town: TownId,
    /// Centre or station.
    pub kind: SiteKind,
    /// Days since it was last visited; none where it never was.
    pub days: Option<u32>,
    /// Its confirmed findings of the quarter.
    pub findings: u32,
}

impl Object {
    /// How likely it is drawn, against the others: 10, and a point for each day since the last visit (365
    /// at most, also for one that was never visited), and 30 for each of up to 10 open findings.
    pub fn weight(&self) -> u64 {
        let days = self.days.unwrap_or(MOST_DAYS).min(MOST_DAYS);
        10 + u64::from(days) + PER_FINDING * u64::from(self.findings.min(MOST_FINDINGS))
    }
}

/// An entry of the 检查人员名录库.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspector {
    /// The account.
    pub id: UserId,
    /// The name to sign in with.
    pub login: String,
    /// 姓名.
    pub name: String,
    /// 回避: towns that this person does not inspect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub avoids: Vec<TownId>,
}

/// What is to be drawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// How many sites: in all, or of each town.
    pub sites: u32,
    /// So many of each town.
    #[serde(default)]
    pub of_each_town: bool,
    /// Of this kind; of any where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<SiteKind>,
    /// Of these towns; of all where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub towns: Vec<TownId>,
    /// How many inspect each site, at least two.
    pub inspectors: u32,
}

/// A site that was drawn, with who is to inspect it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// The site.
    pub site: SiteId,
    /// Who, in the order drawn.
    pub inspectors: Vec<UserId>,
}

/// Why nothing can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// No sites are wanted, or more than 500, or fewer than two inspectors.
    #[error("nothing is drawn by these numbers")]
    Numbers,
    /// A town, or all of them, has fewer such sites than are wanted.
    #[error("there are fewer such sites: {there}")]
    TooFewSites {
        /// Whose they are; all towns' where there is none.
        town: Option<TownId>,
        /// How many there are.
        there: u32,
    },
    /// Fewer people may inspect a town than are wanted for each site.
    #[error("too few people may inspect a town")]
    TooFewInspectors {
        /// The town.
        town: TownId,
    },
}

/// Draws from both lists by a seed. The order of the lists does not matter.
///
/// # Errors
/// The lists do not have what is wanted.
pub fn draw(
    objects: &[Object],
    people: &[Inspector],
    wanted: &Wanted,
    seed: &[u8],
) -> Result<Vec<Drawn>, Impossible> {
    if wanted.sites == 0 || wanted.inspectors < LEAST_INSPECTORS {
        return Err(Impossible::Numbers);
    }
    let mut objects: Vec<&Object> = objects.iter().filter(|it| fits(it, wanted)).collect();
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

fn fits(it: &Object, wanted: &Wanted) -> bool {
    wanted.kind.is_none_or(|kind| kind == it.kind)
        && (wanted.towns.is_empty() || wanted.towns.contains(&it.town))
}

/// Some of these sites, by their weights, none twice.
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

/// Who inspects a site: of those who do not avoid its town the ones with the fewest visits so far, by lot
/// among equals.
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
