//! 设备: listing devices, barring one, and allowing it again.

use super::UpkeepPort;
use crate::ground::clock::OFFSET_SECONDS;
use crate::pages::manage::{named, searched};
use crate::problem::to_app_error;
use crate::store::KnownDevice;
use app::api::devices::{
    Barred, DeviceLine, DevicePage, DeviceQuery, DeviceState, LONGEST_REASON, SaidOfItself,
};
use app::error::AppError;
use domain::ids::DeviceId;
use domain::people::{Person, Right};
use domain::search::Search;
use domain::time::Moment;
use jiff::Timestamp;

/// Devices on a page.
const PAGE: usize = 50;

impl UpkeepPort {
    pub(super) async fn known(
        &self,
        person: &Person,
        query: &DeviceQuery,
    ) -> Result<DevicePage, AppError> {
        let devices = self.store.devices().await.map_err(to_app_error)?;
        let text = searched(&query.text);
        let search = Search::new(&text);
        let fits = |it: &DeviceLine| {
            let state = match query.state {
                None => !it.replaced,
                Some(DeviceState::Keeps) => {
                    let keeps = |said: &SaidOfItself| said.ops > 0 || said.photos > 0;
                    !it.replaced && it.said.as_ref().is_some_and(keeps)
                }
                Some(DeviceState::Outdated) => {
                    !it.replaced && it.said.as_ref().is_some_and(|said| said.outdated)
                }
                Some(DeviceState::Barred) => it.barred.is_some(),
                Some(DeviceState::Replaced) => it.replaced,
            };
            state
                && (named(&search, &text, &it.name, &it.login) || it.id.to_string().contains(&text))
        };
        let lines = devices.into_iter().map(|it| line(it, &self.program));
        let found: Vec<DeviceLine> = lines.filter(fits).collect();
        let pages = found.len().div_ceil(PAGE).max(1);
        let page = usize::try_from(query.page).unwrap_or(1).clamp(1, pages);
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(DevicePage {
            total: count(found.len()),
            page: count(page),
            pages: count(pages),
            lines: found
                .into_iter()
                .skip((page - 1) * PAGE)
                .take(PAGE)
                .collect(),
            keeps: person.may(Right::KeepRegistry),
        })
    }

    pub(super) async fn revoke(
        &self,
        person: &Person,
        device: DeviceId,
        reason: &str,
    ) -> Result<(), AppError> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(AppError::invalid("reason", "required"));
        }
        let longest = usize::try_from(LONGEST_REASON).unwrap_or(usize::MAX);
        if reason.chars().count() > longest || reason.chars().any(char::is_control) {
            return Err(AppError::invalid("reason", "too-long"));
        }
        let now = self.clock.now();
        let done = self.store.revoke_device(&person.login, device, now, reason);
        match done.await.map_err(to_app_error)? {
            true => Ok(()),
            false => Err(AppError::not_found("device")),
        }
    }

    pub(super) async fn let_send(&self, person: &Person, device: DeviceId) -> Result<(), AppError> {
        let done = self.store.allow_device(&person.login, device).await;
        match done.map_err(to_app_error)? {
            true => Ok(()),
            false => Err(AppError::not_found("device")),
        }
    }
}

fn line(it: KnownDevice, program: &str) -> DeviceLine {
    let moment = |at: Timestamp| Moment::new(at, OFFSET_SECONDS);
    DeviceLine {
        id: it.id,
        name: it.name,
        login: it.login,
        first: moment(it.first),
        seen: moment(it.seen),
        arrived: it.last_seq,
        said: it.said.map(|said| SaidOfItself {
            at: moment(said.at),
            outdated: said.program != program,
            program: said.program,
            ops: said.ops,
            photos: said.photos,
        }),
        replaced: it.replaced,
        barred: it.revoked.map(|it| Barred {
            at: moment(it.at),
            by: it.by,
            why: it.why,
        }),
    }
}
