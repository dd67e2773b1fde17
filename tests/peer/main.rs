//! The engine among programs of other people: sipp and baresip call and are called, tshark looks at the wire, and a
//! crash in the middle of many calls. Each test has an engine, an application and ports of its own; nothing leaves
//! loopback. `scripts/test` installs the programs.

mod app;
mod bad_manners;
mod baresip;
mod board;
mod calls;
mod capture;
mod carriers;
mod crash;
mod desks;
mod digest;
mod engine;
mod house;
mod kamailio;
mod linphone;
mod names;
mod nat;
mod program;
mod refusals;
mod register;
mod secure;
mod sipp;
mod sound;
mod wave;
