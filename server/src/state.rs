//! What every handler can reach.

use crate::auth::throttle::{Strangers, Throttle};
use crate::clock::Clock;
use crate::files::PhotoFiles;
use crate::ports::{AccountsPort, ReviewPort, ScorecardsPort, SitesPort};
use crate::site::Site;
use crate::store::Store;
use app::ports::Ports;
use std::sync::Arc;

/// What every handler can reach; cheap to copy.
#[derive(Clone)]
pub struct AppState {
    /// What is kept.
    pub store: Arc<dyn Store>,
    /// What the pages need.
    pub ports: Ports,
    /// Photos on disk.
    pub photos: PhotoFiles,
    /// What the browser loads.
    pub site: Arc<Site>,
    /// The server's clock.
    pub clock: Clock,
    /// The session cookie's name.
    pub cookie_name: &'static str,
    /// A proxy in front tells who asks, and speaks TLS.
    pub behind_proxy: bool,
}

impl AppState {
    /// Puts the parts together. With `secure` the cookie is for TLS only.
    pub fn new(
        store: Arc<dyn Store>,
        photos: PhotoFiles,
        site: Site,
        clock: Clock,
        secure: bool,
        behind_proxy: bool,
    ) -> Self {
        let cookie_name = if secure { "__Host-xuncha" } else { "xuncha" };
        let accounts = AccountsPort {
            store: Arc::clone(&store),
            clock: clock.clone(),
            throttle: Throttle::default(),
            strangers: Strangers::default(),
        };
        let review = ReviewPort {
            store: Arc::clone(&store),
            clock: clock.clone(),
        };
        let scorecards = ScorecardsPort {
            store: Arc::clone(&store),
        };
        let sites = SitesPort {
            store: Arc::clone(&store),
        };
        let ports = Ports {
            accounts: Arc::new(accounts),
            review: Arc::new(review),
            scorecards: Arc::new(scorecards),
            sites: Arc::new(sites),
            cookie_name,
            cookie_secure: secure,
        };
        Self {
            store,
            ports,
            photos,
            site: Arc::new(site),
            clock,
            cookie_name,
            behind_proxy,
        }
    }
}
