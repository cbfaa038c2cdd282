//! A table as an official reads it in a terminal, and as JSON for programs.
