"""What every record has: state, version, history, dates as precise as their sources."""
