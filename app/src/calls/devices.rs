//! 设备: listing the tablets, barring one and allowing it again.

#[cfg(feature = "ssr")]
use super::asker::require;
use crate::api::devices::{DevicePage, DeviceQuery};
use crate::error::AppError;
use domain::ids::DeviceId;
#[cfg(feature = "ssr")]
use domain::people::Right;
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// A page of the devices.
#[server(prefix = "/api/page", endpoint = "devices", input = Json)]
pub async fn read_devices(query: DeviceQuery) -> Result<DevicePage, AppError> {
    let (ports, person) = require(Right::SeeDevices).await?;
    ports.upkeep.devices(&person, &query).await
}

/// Bars a device from sending.
#[server(prefix = "/api/page", endpoint = "bar_device", input = Json)]
pub async fn bar_device(device: DeviceId, reason: String) -> Result<(), AppError> {
    let (ports, person) = require(Right::KeepRegistry).await?;
    ports.upkeep.bar(&person, device, &reason).await
}

/// Lets a barred device send again.
#[server(prefix = "/api/page", endpoint = "allow_device", input = Json)]
pub async fn allow_device(device: DeviceId) -> Result<(), AppError> {
    let (ports, person) = require(Right::KeepRegistry).await?;
    ports.upkeep.allow(&person, device).await
}
