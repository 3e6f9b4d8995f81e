"""The script that Streamlit runs for every page; it must do nothing but hand over."""

from dashboards.shell.main import render

render()
