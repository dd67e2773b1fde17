//! `Video`, inside `Sip`, `Client`, `Conference` (spec §5.8): we carry audio alone, so it only moves the target into
//! the `name` attribute of the element around it.
//!
//! ```xml
//! <Sip name="sip:kate@example.com"><Video enable="false"/></Sip>
//! ```

use crate::call::verb::entry::Origin::Restcomm;
use crate::call::verb::entry::{Attr, Entry, Run};
use crate::rcml::attr::Kind;
use crate::rcml::{Element, Fault};

/// `Video` in the table of verbs.
pub const ENTRY: Entry = Entry {
    name: "Video",
    about: "Inside Sip, Client, Conference: wishes for a picture, which is not carried.",
    section: "§5.8",
    run: Run::Part,
    contexts: &[],
    attributes: &[
        Attr::new("enable", Kind::Flag).default("false").by("§5.8", &[Restcomm]),
        Attr::new("mode", Kind::Choice(&["mcu", "sfu"])).default("mcu").code(15003).by("§5.8", &[Restcomm]),
        Attr::new("resolution", Kind::Choice(&["CIF", "4CIF", "16CIF", "QCIF", "VGA", "720p"]))
            .default("720p")
            .code(15002)
            .by("§5.8", &[Restcomm]),
        Attr::new("layout", Kind::Choice(&["tile", "linear"])).default("tile").code(15001).by("§5.8", &[Restcomm]),
        Attr::new("overlay", Kind::Text(1024)).by("§5.8", &[Restcomm]),
    ],
    children: &[],
    text: "",
};

/// The warning of a picture that is wanted and will not come.
pub(super) fn warning(element: &Element) -> Option<Fault> {
    let enable = element.attribute("enable").filter(|enable| enable.value.eq_ignore_ascii_case("true"))?;
    Some(Fault::warning(15000, enable.span, "video is not carried: the call goes on with audio"))
}
