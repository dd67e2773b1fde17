//! Records of the town's name service: `dns NAME SRV 1 0 5060 TARGET`, `dns NAME NAPTR 10 1 SIP+D2U TARGET`,
//! `dns NAME A 192.0.2.99`.

use super::fault::Fault;
use super::line::Cursor;
use crate::sip::{Kind, Naptr, Question, Record, Srv};

/// The kinds of records.
pub(super) const KINDS: &[&str] = &["SRV", "NAPTR", "A"];

/// Reads a record after `dns`.
pub(super) fn record(line: &mut Cursor) -> Result<(Question, Record), Fault> {
    let name = line.word("a name")?;
    let (kind, record) = if line.take("SRV") {
        let (priority, weight, port) = (number(line)?, number(line)?, number(line)?);
        (Kind::Srv, Record::Srv(Srv { priority, weight, port, target: line.word("the name of a server")? }))
    } else if line.take("NAPTR") {
        let (order, preference) = (number(line)?, number(line)?);
        let (service, replacement) = (line.word("a service such as `SIP+D2U`")?, line.word("the next name")?);
        (Kind::Naptr, Record::Naptr(Naptr { order, preference, flags: "s".into(), service, replacement }))
    } else if line.take("A") {
        let ip = line.word("an address")?.parse();
        (Kind::Address, Record::Address(ip.map_err(|_| line.fault_back("an address such as `192.0.2.99`"))?))
    } else {
        return Err(line.unknown("a kind of record", KINDS));
    };
    line.end()?;
    Ok((Question::new(kind, &name), record))
}

fn number(line: &mut Cursor) -> Result<u16, Fault> {
    u16::try_from(line.count()?).map_err(|_| line.fault_back("a number up to 65535"))
}
