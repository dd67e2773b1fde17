//! Tests of the SIP machines in virtual time.
