"""Pure logic over the evidence: nothing here asks a database."""
