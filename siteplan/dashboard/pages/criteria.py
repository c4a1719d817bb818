"""Criteria: what is asked, where it is written, and on what every limit rests."""

from __future__ import annotations

from siteplan.dashboard import cache
from siteplan.dashboard.session import current_session
from siteplan.dashboard.sheet import sheet
from siteplan.dashboard.views import choosing
from siteplan.dashboard.views.criteria import checklist, criteria_list, introduction, matching
from siteplan.dashboard.views.scorecard import tradeoff_section
from siteplan.dashboard.words import Words

session = current_session()
words = Words(session.language)
content = cache.content()
subject, family, wanted = choosing.choose_criteria(content, words)
found = matching(content.specs.values(), subject=subject, family=family, wanted=wanted, words=words)
html = introduction(found, content.specs, words)
html += criteria_list(found, choosing.suggested_weights(content), content.sources, words)
if not (subject or family or wanted):
    html += tradeoff_section(content.tradeoffs.values(), content.sources, words)
    html += checklist(content.process.values(), content.sources, words)
sheet(html, key="criteria_list")
