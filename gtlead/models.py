"""Where Django finds the models: each feature has its own."""

# ruff: noqa: F401

import gtlead.feedback.models
import gtlead.history.models
import gtlead.importing.models
import gtlead.link_check.models
import gtlead.pictures.models
import gtlead.publication.models
import gtlead.records.models
import gtlead.review.models
import gtlead.sources.models
import gtlead.staff_reports.models
