"""The legal routes that attach conditions to an authorisation. Pure."""

CONDITIONAL_PATHWAYS = (
    "conditional-marketing-authorisation",
    "conditional-and-time-limited",
    "accelerated-approval",
    "provisional-approval",
    "conditional-approval",
)
