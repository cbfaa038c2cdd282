//! The state that every handler can access.

use crate::accounts::password::Queue;
use crate::accounts::policy::Policy;
use crate::accounts::throttle::{KnownLocks, Throttle};
use crate::accounts::watcher::MetricsToken;
use crate::ground::bodies::Bodies;
use crate::ground::clock::Clock;
use crate::ground::turns::Turns;
use crate::http::site::Site;
use crate::pages::{
    AccountsPort, BulletinsPort, FactFilesPort, FactsPort, ManagePort, OverviewPort, PlanPort,
    QuartersPort, ReviewPort, ScorecardsPort, ScoresPort, SitesPort, TablesPort, UpkeepPort,
    VisitsPort,
};
use crate::photos::files::PhotoFiles;
use crate::store::Store;
use app::ports::Ports;
use domain::sync::report::program;
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio_util::sync::CancellationToken;

/// The state that every handler can access; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The store.
    pub store: Arc<Store>,
    /// The ports of the pages.
    pub ports: Ports,
    /// Photos on disk.
    pub photos: PhotoFiles,
    /// The files that browsers load.
    pub site: Arc<Site>,
    /// The server's clock.
    pub clock: Clock,
    /// The session cookie's name.
    pub cookie_name: &'static str,
    /// Cancelled when the server stops; background tasks then end.
    pub stopping: CancellationToken,
    /// A proxy in front reports the client's address and handles TLS.
    pub behind_proxy: bool,
    /// How long sessions and passwords are valid.
    pub policy: Policy,
    /// How many bytes of requests may be in memory.
    pub bodies: Bodies,
    /// Turns for work that takes much memory.
    pub turns: Turns,
    /// What lets somebody on another machine read the measures.
    pub metrics_token: Option<MetricsToken>,
}

impl AppState {
    /// Assembles the state. With `secure` the cookie is for TLS only.
    pub fn new(
        store: Arc<Store>,
        photos: PhotoFiles,
        site: Site,
        clock: Clock,
        secure: bool,
        behind_proxy: bool,
        policy: Policy,
    ) -> Self {
        let measures = store.measures();
        measures.name_build(env!("CARGO_PKG_VERSION"), &site.shell.build);
        let cookie_name = if secure { "__Host-xuncha" } else { "xuncha" };
        let accounts = AccountsPort {
            store: Arc::clone(&store),
            clock: clock.clone(),
            throttle: Throttle::default(),
            locks: KnownLocks::default(),
            queue: Queue::default(),
            policy,
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
        let facts = Arc::new(FactsPort {
            store: Arc::clone(&store),
            clock: clock.clone(),
        });
        let manage = Arc::new(ManagePort {
            store: Arc::clone(&store),
            clock: clock.clone(),
        });
        let scorecards = Arc::new(scorecards);
        let upkeep = Arc::new(UpkeepPort {
            store: Arc::clone(&store),
            clock: clock.clone(),
            data: photos.data().to_path_buf(),
            program: program(env!("CARGO_PKG_VERSION"), &site.shell.build),
            verifying: Mutex::default(),
        });
        let overview = OverviewPort {
            store: Arc::clone(&store),
            clock: clock.clone(),
            facts: Arc::clone(&facts),
            manage: Arc::clone(&manage),
            cards: Arc::clone(&scorecards),
            upkeep: Arc::clone(&upkeep),
        };
        let ports = Ports {
            accounts: Arc::new(accounts),
            review: Arc::new(review),
            scorecards,
            scores: Arc::new(ScoresPort {
                store: Arc::clone(&store),
            }),
            quarters: Arc::new(QuartersPort {
                store: Arc::clone(&store),
                clock: clock.clone(),
            }),
            fact_files: Arc::new(FactFilesPort {
                store: Arc::clone(&store),
            }),
            facts,
            bulletins: Arc::new(BulletinsPort {
                store: Arc::clone(&store),
                clock: clock.clone(),
            }),
            sites: Arc::new(sites),
            visits: Arc::new(VisitsPort {
                store: Arc::clone(&store),
            }),
            plan: Arc::new(PlanPort {
                store: Arc::clone(&store),
                clock: clock.clone(),
            }),
            manage,
            overview: Arc::new(overview),
            tables: Arc::new(TablesPort {
                store: Arc::clone(&store),
            }),
            upkeep,
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
            stopping: CancellationToken::new(),
            behind_proxy,
            policy,
            bodies: Bodies::default(),
            turns: Turns::default(),
            metrics_token: None,
        }
    }
}
