//! Reads the text of a site's QR code. No I/O: `scan` has the camera.

use domain::ids::SiteId;

/// The site in a code's text `{origin}/inspect/new?site={site}`, as the server draws codes. Any
/// origin will do, since an installation may have several names. `None` for other texts.
pub fn site_in(text: &str) -> Option<SiteId> {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"))?;
    let (_, path) = rest.split_once('/')?;
    path.strip_prefix("inspect/new?site=")?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::site_in;

    #[test]
    fn a_sites_code_is_read_and_another_is_none_of_ours() {
        for ours in [
            "https://xc.zichuan.gov.cn/inspect/new?site=luocun-center",
            "http://127.0.0.1:8080/inspect/new?site=luocun-center",
        ] {
            let site = site_in(ours).map(|site| site.to_string());
            assert_eq!(site.as_deref(), Some("luocun-center"), "{ours}");
        }
        for foreign in [
            "",
            "luocun-center",
            "https://weixin.qq.com/r/abc",
            "https://a.cn/inspect/new?site=",
            "https://a.cn/inspect/new?site=a&b=c",
            "https://a.cn/inspect/new?site=Luocun",
            "https://a.cn/x/inspect/new?site=luocun-center",
            "ftp://a.cn/inspect/new?site=luocun-center",
            "javascript:/inspect/new?site=luocun-center",
        ] {
            assert_eq!(site_in(foreign), None, "{foreign}");
        }
    }
}
