//! The replicated record store: knows nothing of ITSM.
