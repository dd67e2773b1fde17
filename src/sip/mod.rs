//! Floor 2: SIP transactions and dialogs as values (RFC 3261, RFC 6026). Knows `DialogId`, never a call.
