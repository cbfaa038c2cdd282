//! Scoring as a pure function of the table, the findings and the facts (scoring.md).
