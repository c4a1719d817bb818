"""The dashboard. Run it with ``siteplan app``, or ``streamlit run app.py``; everything is in siteplan.dashboard."""

from siteplan.dashboard.frame import run_dashboard

run_dashboard()
