//! What the server measures of itself, for Prometheus. Recording takes a few atomic operations. No
//! label names a person, a town or a device.

mod held;
mod made;
mod writes;

pub(crate) use held::Held;
pub(crate) use writes::{WaitingWrite, Writes};

use made::{counter, counters, durations_by, gauge, gauges};
use prometheus::{Encoder, Histogram, IntCounter, IntGauge, Registry, Result, TextEncoder};
use std::time::Duration;

/// The measures of one server.
#[derive(Debug)]
pub struct Measures {
    registry: Registry,
    pub(crate) writes: Writes,
    pub(crate) uploads: Uploads,
    pub(crate) refused: Refused,
    pub(crate) shed: Shed,
    pub(crate) connections: Connections,
    pub(crate) looked: Looked,
    /// Responses with a status from 100, 200, …
    requests: [Histogram; 5],
}

/// Photos on their way in.
#[derive(Debug)]
pub(crate) struct Uploads {
    pub(crate) begun: IntCounter,
    pub(crate) verified: IntCounter,
    pub(crate) bytes: IntCounter,
}

/// Sign-ins that were refused.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) password: IntCounter,
    pub(crate) locked: IntCounter,
    pub(crate) throttled: IntCounter,
    pub(crate) disabled: IntCounter,
}

/// Requests that were put off because there was too much to do.
#[derive(Debug)]
pub(crate) struct Shed {
    pub(crate) queue: IntCounter,
    pub(crate) bodies: IntCounter,
}

/// Connections, and who listens for news.
#[derive(Debug)]
pub(crate) struct Connections {
    pub(crate) open: IntGauge,
    pub(crate) refused: IntCounter,
    pub(crate) listeners: IntGauge,
}

/// What is looked up only when somebody asks.
#[derive(Debug)]
pub(crate) struct Looked {
    /// Tablets with no, with 1 to 9, 10 to 99, and 100 or more unsent operations.
    pub(crate) tablets: [IntGauge; 4],
    pub(crate) unsent_operations: IntGauge,
    pub(crate) unsent_photos: IntGauge,
    pub(crate) oldest_report: IntGauge,
    pub(crate) database: IntGauge,
    pub(crate) last_backup: IntGauge,
    /// Of tablets, of pages, and whole photos.
    pub(crate) bodies: [IntGauge; 3],
    pub(crate) disk_free: IntGauge,
    pub(crate) disk_size: IntGauge,
}

impl Measures {
    /// New measures, all 0.
    ///
    /// # Errors
    /// Never, unless two measures have the same name.
    pub fn new() -> Result<Self> {
        let registry = Registry::new();
        let to = &registry;
        let requests = durations_by(
            to,
            (
                "xuncha_http_request_duration_seconds",
                "Time from a request to its response's header, by class of status",
            ),
            "status",
            ["1xx", "2xx", "3xx", "4xx", "5xx"],
        )?;
        Ok(Self {
            writes: Writes::new(to)?,
            uploads: Uploads::new(to)?,
            refused: Refused::new(to)?,
            shed: Shed::new(to)?,
            connections: Connections::new(to)?,
            looked: Looked::new(to)?,
            requests,
            registry,
        })
    }

    /// Records a response.
    pub(crate) fn answered(&self, status: u16, took: Duration) {
        let class = usize::from(status / 100).saturating_sub(1);
        if let Some(class) = self.requests.get(class) {
            class.observe(took.as_secs_f64());
        }
    }

    /// Tells which program this is.
    pub(crate) fn name_build(&self, version: &str, build: &str) {
        let told = prometheus::IntGaugeVec::new(
            prometheus::Opts::new("xuncha_build_info", "The program; the value is always 1"),
            &["version", "build"],
        );
        if let Ok(told) = told {
            told.with_label_values(&[version, build]).set(1);
            // Told twice, the first stays.
            let _ = self.registry.register(Box::new(told));
        }
    }

    /// Everything in Prometheus' text format.
    ///
    /// # Errors
    /// Never: every measure has a value.
    pub(crate) fn text(&self) -> Result<Vec<u8>> {
        self.writes.look();
        let mut text = Vec::new();
        TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
        Ok(text)
    }
}

impl Uploads {
    fn new(to: &Registry) -> Result<Self> {
        Ok(Self {
            begun: counter(
                to,
                "xuncha_uploads_begun_total",
                "Photos of which the first bytes arrived",
            )?,
            verified: counter(
                to,
                "xuncha_uploads_verified_total",
                "Photos that arrived whole, with the announced hash",
            )?,
            bytes: counter(
                to,
                "xuncha_upload_bytes_total",
                "Bytes of photos that were written",
            )?,
        })
    }
}

impl Refused {
    fn new(to: &Registry) -> Result<Self> {
        let told = (
            "xuncha_sign_ins_refused_total",
            "Sign-ins that were refused, by reason",
        );
        let reasons = ["wrong_password", "locked", "throttled", "disabled"];
        let [password, locked, throttled, disabled] = counters(to, told, "reason", reasons)?;
        Ok(Self {
            password,
            locked,
            throttled,
            disabled,
        })
    }
}

impl Shed {
    fn new(to: &Registry) -> Result<Self> {
        let told = (
            "xuncha_requests_shed_total",
            "Requests answered with 503 because too much was waiting: in the writer's queue, or \
             as bodies in memory",
        );
        let [queue, bodies] = counters(to, told, "full", ["queue", "bodies"])?;
        Ok(Self { queue, bodies })
    }
}

impl Connections {
    fn new(to: &Registry) -> Result<Self> {
        Ok(Self {
            open: gauge(to, "xuncha_connections_open", "Open connections")?,
            refused: counter(
                to,
                "xuncha_connections_refused_total",
                "Connections closed at once because all places were taken",
            )?,
            listeners: gauge(
                to,
                "xuncha_listeners",
                "Open pages that are told when something changes",
            )?,
        })
    }
}

impl Looked {
    fn new(to: &Registry) -> Result<Self> {
        let tablets = (
            "xuncha_tablets",
            "Tablets that may send, by how many unsent operations they last reported",
        );
        let bodies = (
            "xuncha_bodies_in_memory_bytes",
            "Memory that requests under way have taken, by what they bring",
        );
        let gauge = |name, help| gauge(to, name, help);
        Ok(Self {
            tablets: gauges(to, tablets, "unsent", ["0", "1-9", "10-99", "100+"])?,
            unsent_operations: gauge(
                "xuncha_tablets_unsent_operations",
                "Unsent operations that tablets last reported, together",
            )?,
            unsent_photos: gauge(
                "xuncha_tablets_unsent_photos",
                "Unsent photos that tablets last reported, together",
            )?,
            oldest_report: gauge(
                "xuncha_oldest_unsent_report_age_seconds",
                "Age of the oldest last report among tablets with unsent work; 0 without one",
            )?,
            database: gauge("xuncha_database_size_bytes", "Size of the database")?,
            last_backup: gauge(
                "xuncha_last_backup_timestamp_seconds",
                "When the last backup was made, in seconds since 1970; 0 without one",
            )?,
            bodies: gauges(to, bodies, "of", ["tablets", "pages", "photos"])?,
            disk_free: gauge(
                "xuncha_data_disk_free_bytes",
                "Free space on the data folder's disk",
            )?,
            disk_size: gauge(
                "xuncha_data_disk_size_bytes",
                "Free and used space on the data folder's disk",
            )?,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_measure_has_a_name_of_its_own_and_a_value() {
        let measures = Measures::new().unwrap();
        measures.name_build("0.1.0", "b1");
        measures.answered(204, Duration::from_millis(3));
        measures.answered(999, Duration::ZERO);
        let text = String::from_utf8(measures.text().unwrap()).unwrap();
        let told = "xuncha_build_info{build=\"b1\",version=\"0.1.0\"} 1";
        assert!(text.contains(told), "{text}");
        let counted = "xuncha_http_request_duration_seconds_count{status=\"2xx\"} 1";
        assert!(text.contains(counted), "{text}");
        assert!(text.contains("xuncha_oldest_write_age_seconds 0"), "{text}");
    }
}
