"""The look that Streamlit's theme can't express (narrow screens, print), once for all pages."""

from __future__ import annotations

import streamlit as st

from style.palette import ACCENT, BAND, BLUE, INK, MUTED, PAPER, RULE, SHADES, WARNING_LEVELS
from style.wording import COLON

_LEVELS = "\n".join(
    f".weisu-level-{n} {{ border-left-color: {colour}; }}"
    for n, colour in enumerate(WARNING_LEVELS.values())
)
_SHADES = "\n".join(
    f".weisu-shade-{n} {{ background: {colour}; }}" for n, colour in enumerate(SHADES)
)
CSS = f"""
<style>
.stMainBlockContainer {{ padding-top: 3.5rem; padding-bottom: 3rem; max-width: 1600px; }}
.weisu-finding {{ font-size: 1.5rem; line-height: 1.5; font-weight: 600; color: {INK};
  margin: 0 0 .25rem; text-wrap: pretty; max-width: 66rem; }}
.weisu-advice {{ font-size: 1.05rem; line-height: 1.6; color: {INK}; margin: 0 0 .25rem;
  max-width: 66rem; }}
.js-plotly-plot.weisu-opens .nsewdrag {{ cursor: pointer !important; }}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p, kbd {{
  color: {MUTED} !important; opacity: 1 !important; }}
.weisu-copy {{ float: right; margin: .2rem 0 .2rem .8rem; padding: 0 .5rem; color: {MUTED};
  border: 1px solid {RULE}; border-radius: .25rem; background: {PAPER}; font-size: .8125rem;
  cursor: pointer; }}
.weisu-copy:hover, .weisu-copy:focus-visible {{ color: {BLUE}; border-color: {BLUE}; }}
.weisu-note {{ font-size: .875rem; line-height: 1.6; color: {MUTED}; margin: 0; }}
[data-testid="stMetricValue"], [data-testid="stMetricDelta"], .stDataFrame {{
  font-variant-numeric: tabular-nums; }}
[class*="st-key-part_"] {{ padding: .8rem .6rem; break-inside: avoid; }}
[class*="st-key-part_"] .stExpander details {{ border: 0; }}
.st-key-filter_bar [data-testid="stButtonGroup"] button,
.st-key-compare_bar [data-testid="stButtonGroup"] button {{ min-height: 2.5rem; }}
[data-testid="stMetricDelta"] > div, [data-testid="stMetricDelta"] p {{
  white-space: normal; overflow: visible; overflow-wrap: anywhere;
}}
.weisu-acts {{ border-left: 4px solid {ACCENT}; padding-left: .75rem; }}
.weisu-against {{ font-size: .875rem; line-height: 1.6; margin: 0; color: {INK}; }}
.weisu-against.weisu-better {{ color: {BLUE}; }}
.weisu-against.weisu-worse {{ color: {ACCENT}; }}
.weisu-move-up::before {{ content: "▲ "; font-size: .75em; }}
.weisu-move-down::before {{ content: "▼ "; font-size: .75em; }}
.weisu-then {{ white-space: nowrap; color: {MUTED}; }}
.weisu-below {{ display: flex; justify-content: space-between; gap: .75rem; flex-wrap: wrap;
  margin-top: .35rem; font-size: .875rem; color: {MUTED}; }}
.weisu-basis summary {{ cursor: pointer; }}
.weisu-basis[open] {{ flex-basis: 100%; }}
.weisu-matters-head {{ font-size: 1.05rem; font-weight: 700; color: {INK}; margin: .25rem 0;
  padding: 0; }}
.stHtml ol.weisu-matters {{ margin: 0 0 .5rem; padding: 0; list-style: none;
  counter-reset: matter; border-top: 1px solid {RULE}; }}
.weisu-matters li {{ counter-increment: matter; margin: 0; padding: .6rem 0 .6rem 2rem;
  position: relative; border-bottom: 1px solid {RULE}; color: {INK}; break-inside: avoid; }}
.weisu-matters li::before {{ content: counter(matter); position: absolute; left: .25rem;
  font-size: 1.25rem; font-weight: 700; color: {BLUE}; line-height: 1.4; }}
.weisu-matters h3 {{ font-size: 1.1rem; line-height: 1.5; margin: 0; padding: 0; }}
.stHtml .weisu-matters h3 a {{ color: {INK}; white-space: normal; }}
.weisu-matters p {{ margin: 0; line-height: 1.6; }}
.weisu-matters a {{ color: {BLUE}; text-decoration: none; white-space: nowrap; }}
.weisu-matters a:hover, .weisu-matters a:focus-visible {{ text-decoration: underline; }}
.st-key-screen_more_pictures {{ display: none; }}
.weisu-missing {{ border: 1px dashed {RULE}; border-radius: .5rem; padding: 1rem; color: {INK};
  line-height: 1.6; }}
.weisu-missing b {{ display: block; }}
.weisu-table {{ width: 100%; border-collapse: collapse; color: {INK}; font-size: .9375rem;
  line-height: 1.6; font-variant-numeric: tabular-nums; }}
.weisu-table th {{ text-align: left; color: {MUTED}; font-weight: 600; font-size: .875rem; }}
.weisu-table th, .weisu-table td {{ padding: .5rem .75rem .5rem 0; vertical-align: top;
  border-bottom: 1px solid {RULE}; }}
.weisu-systems {{ table-layout: fixed; }}
.weisu-systems th:nth-child(1) {{ width: 36%; }}
.weisu-systems th:nth-child(2) {{ width: 10%; }}
.weisu-systems th:nth-child(3) {{ width: 21%; }}
.weisu-systems th:nth-child(4) {{ width: 19%; }}
.weisu-table tr {{ break-inside: avoid; }}
.weisu-table .weisu-note {{ display: block; }}
.weisu-verdict {{ white-space: nowrap; font-weight: 600; color: {MUTED}; }}
.weisu-verdict.weisu-ready {{ color: {BLUE}; }}
.weisu-verdict.weisu-near {{ color: {ACCENT}; }}
.weisu-level {{ display: inline-block; color: {INK}; border-left: .5rem solid {MUTED};
  padding: 0 .4rem; margin-right: .5rem; font-weight: 700; background: {PAPER}; }}
{_LEVELS}
.weisu-warning {{ color: {INK}; line-height: 1.7; }}
.weisu-levels {{ list-style: none; padding-left: 0; }}
.weisu-warning-head {{ font-size: 1.05rem; }}
.weisu-hot a, .weisu-note a {{ color: {BLUE}; text-decoration: none; }}
.weisu-hot a:hover, .weisu-hot a:focus-visible,
.weisu-note a:hover {{ text-decoration: underline; }}
.weisu-hot td:first-child {{ width: 2rem; color: {MUTED}; }}
.weisu-hot td {{ white-space: nowrap; }}
.weisu-hot td:nth-child(2) {{ white-space: normal; width: 34%; }}
.weisu-heat {{ display: inline-block; width: 7rem; height: .7rem; background: {BAND};
  vertical-align: middle; }}
.weisu-heat i {{ display: block; height: 100%; background: {BLUE}; }}
.weisu-heat-number {{ margin-left: .5rem; }}
.weisu-tag {{ margin-left: .4rem; padding: 0 .35rem; border: 1px solid {RULE}; color: {MUTED};
  border-radius: .3rem; font-size: .8125rem; }}
.weisu-state.weisu-news {{ color: {ACCENT}; font-weight: 600; }}
.weisu-run {{ display: block; font-size: .75rem; }}
.weisu-month {{ width: 100%; border-collapse: separate; border-spacing: 2px; table-layout: fixed;
  color: {INK}; font-variant-numeric: tabular-nums; }}
.weisu-month th {{ font-size: .8125rem; font-weight: 600; color: {MUTED}; text-align: center; }}
.weisu-month td {{ height: 3.1rem; padding: .15rem .3rem; vertical-align: top;
  font-size: .8125rem; line-height: 1.35; }}
.weisu-month td span {{ display: block; color: {INK}; white-space: nowrap; }}
.weisu-month td b {{ margin-left: .3rem; color: {ACCENT}; }}
.weisu-month td em {{ display: block; font-style: normal; font-size: .9375rem; font-weight: 600;
  text-align: right; }}
{_SHADES}
.weisu-items td:nth-child(3), .weisu-items td:nth-child(4), .weisu-items td:nth-child(5) {{
  white-space: nowrap; }}
.weisu-words-title {{ margin: 0 0 .5rem; font-weight: 700; color: {INK}; }}
.weisu-words {{ margin: 0 0 .6rem; line-height: 2; }}
.weisu-words .weisu-note {{ display: block; }}
.weisu-word {{ display: inline-block; margin-right: .9rem; color: {INK}; }}
.weisu-word:nth-of-type(-n+4) {{ font-weight: 600; color: {BLUE}; }}
.weisu-quote {{ margin: 0 0 .5rem; padding-left: .75rem; border-left: 3px solid {RULE};
  color: {INK}; line-height: 1.6; }}
.weisu-quote .weisu-note, .weisu-evidence .weisu-note {{ display: block; }}
.weisu-evidence {{ margin: .4rem 0 0; padding-left: 1.1rem; line-height: 1.6; color: {INK}; }}
.stMainBlockContainer:has(.st-key-tasks_wide) {{ max-width: 1760px; }}
@media screen and (min-width: 641px) {{
  .stMainBlockContainer:has(.st-key-tasks_wide) {{ padding-left: 2rem; padding-right: 2rem; }}
  .stColumn:has(> * [class*="st-key-part_task_"]) {{ position: sticky; top: 3.75rem;
    align-self: flex-start; max-height: calc(100vh - 4.5rem); overflow-y: auto; }}
}}
.st-key-tasks_board {{ overflow-x: auto; padding-bottom: .5rem; }}
.st-key-tasks_board > div {{ min-width: 10rem; flex: 1 0 10rem; }}
[class*="st-key-part_column_"] {{ padding: .5rem; }}
[data-testid="stPopoverBody"] *:has(> [class*="st-key-send_"]) {{
  position: sticky; bottom: -1.5rem; z-index: 2; padding: .6rem 0 1rem; background: {PAPER}; }}
.weisu-next {{ margin: 0; padding: .35rem .6rem; border-left: 4px solid {BLUE}; font-weight: 600;
  background: {BAND}; color: {INK}; }}
.weisu-whole {{ white-space: nowrap; }}
[class*="st-key-part_card_"] {{ padding: .5rem .6rem; }}
[class*="st-key-part_card_"] button {{ text-align: left; justify-content: flex-start;
  padding: 0; min-height: 0; white-space: normal; }}
[class*="st-key-part_card_"] .weisu-level {{ margin-right: .35rem; }}
[class*="st-key-part_card_"] button p {{ font-weight: 600; }}
[class*="st-key-part_card_"]:has(.weisu-here) {{ border: 2px solid {BLUE}; }}
[class*="st-key-my_tasks"] button {{ min-height: 2.75rem; }}
.stHtml dl.weisu-facts {{ display: grid; grid-template-columns: 5.5rem 1fr; gap: .3rem .75rem;
  margin: 0; padding: 0; line-height: 1.6; color: {INK}; }}
.weisu-facts dt {{ color: {MUTED}; font-size: .9375rem; }}
.weisu-facts dd {{ margin: 0; overflow-wrap: anywhere; }}
.weisu-timeline li {{ margin-bottom: .4rem; }}
.weisu-reach {{ position: fixed; top: 0; right: 0; z-index: 999990; display: flex; gap: .5rem;
  align-items: baseline; max-width: 60vw; padding: .5rem 1rem .5rem .75rem; background: {PAPER};
  border-bottom-left-radius: .5rem; font-size: .875rem; color: {MUTED}; white-space: nowrap; }}
.weisu-reach b {{ color: {INK}; overflow: hidden; text-overflow: ellipsis; }}
.weisu-signout {{ margin: 0; }}
.weisu-signout button {{ font: inherit; color: {INK}; background: {PAPER}; cursor: pointer;
  border: 1px solid {RULE}; border-radius: .5rem; padding: .35rem .9rem; width: 100%; }}
.weisu-password {{ margin: .6rem 0 0; font-size: .875rem; text-align: center; }}
.weisu-password a {{ color: {MUTED}; text-decoration: none; }}
.weisu-password a:hover, .weisu-password a:focus-visible {{ text-decoration: underline; }}
.weisu-signout button:hover, .weisu-signout button:focus-visible {{ border-color: {INK}; }}
.weisu-paper {{ display: none; }}
@media (max-width: 640px) {{
  .stMainBlockContainer {{ padding: 4rem .9rem 2rem; }}
  .weisu-finding {{ font-size: 1.25rem; }}
  [class*="st-key-part_"] {{ padding: .7rem .3rem; }}
  .weisu-reach {{ padding: .9rem .9rem .4rem .5rem; max-width: 52vw; }}
  .weisu-reach span {{ display: none; }}
  .st-key-tiles [data-testid="stMetric"] > div {{ display: flex; flex-wrap: wrap;
    align-items: baseline; justify-content: space-between; column-gap: .5rem; }}
  .st-key-tiles [data-testid="stMetricValue"] {{ font-size: 1.6rem; }}
  .st-key-tiles [data-testid="stMetric"] > div > :nth-child(3) {{ flex-basis: 100%; }}
  .st-key-tiles [class*="stVerticalBlock"] {{ gap: .25rem; }}
  .weisu-matters li {{ padding: .5rem 0 .5rem 1.4rem; }}
  .weisu-matters li::before {{ left: 0; }}
  .stMain kbd {{ display: none; }}
  .st-key-tasks_board {{ flex-direction: column; }}
  .st-key-tasks_board > div {{ flex: none; width: 100%; }}
  .stMain:has(.st-key-tasks_wide [class*="st-key-part_task_"]) .st-key-filter_bar,
  .st-key-tasks_wide .stColumn:has([class*="st-key-part_column_"], .stDataFrame):not(:has(
    [class*="st-key-part_task_"])) {{ display: none; }}
  [class*="st-key-part_task_"] .stButton button {{ min-height: 2.75rem; }}
  .weisu-table thead {{ display: none; }}
  .weisu-table tr, .weisu-table td {{ display: block; }}
  .weisu-table tr {{ border-bottom: 1px solid {RULE}; padding: .5rem 0; }}
  .weisu-table td {{ border: 0; padding: .1rem 0; }}
  .weisu-hot tr {{ display: grid; grid-template-columns: 1.6rem 1fr auto; column-gap: .5rem; }}
  .weisu-hot td, .weisu-hot td:nth-child(2) {{ white-space: normal; width: auto; }}
  .weisu-table.weisu-hot td:not(:first-child)::before {{ content: none; }}
  .weisu-hot .weisu-hot-recent, .weisu-hot .weisu-hot-state {{ text-align: right; }}
  .weisu-hot .weisu-hot-heat {{ grid-column: 2; }}
  .weisu-hot .weisu-hot-where {{ display: none; }}
  .weisu-table td:not(:first-child)::before {{
    content: attr(data-label) "{COLON}"; color: {MUTED}; }}
}}
@media screen and (max-width: 640px) {{
  .st-key-screen_more_pictures {{ display: flex; }}
  .stMain:has(.st-key-more_pictures input:not(:checked)) .st-key-pictures
    > *:not(:first-child) {{ display: none; }}
}}
@media print {{
  @page {{ size: A4; margin: 14mm; }}
  [data-testid="stHeader"], [data-testid="stSidebar"], [data-testid="stToolbar"],
  [data-testid="stSidebarCollapsedControl"], .st-key-filter_bar, .stExpander, .stDownloadButton,
  .st-key-compare_bar, .modebar, [class*="st-key-triage_"], [class*="st-key-open_"],
  .stMain [data-testid="stButtonGroup"], .stMain [data-testid="stSelectbox"],
  .stMain [data-testid="stCheckbox"], .stMain .stMultiSelect, .stMain .stTextInput,
  .stMain .stTextArea, .stMain .stRadio, .stMain .stForm, .stMain .stButton,
  .stMain [data-testid="stTooltipIcon"],
  .weisu-reach, .weisu-screen, [class*="st-key-screen_"] {{ display: none !important; }}
  .weisu-paper {{ display: block; }}
  .stMain:has(.weisu-sheet) .stElementContainer:not(:has(.weisu-sheet)),
  .stMain:has(.weisu-sheet) [class*="st-key-part_column_"],
  .stMain:has(.weisu-sheet) [class*="st-key-part_my_task_"],
  .stMain:has(.weisu-sheet) [class*="st-key-files_"] {{ display: none !important; }}
  .stMain:has(.weisu-sheet) .stVerticalBlock, .stMain:has(.weisu-sheet) .stHorizontalBlock,
  .stMain:has(.weisu-sheet) .stColumn {{ display: block !important; width: 100% !important;
    border: 0 !important; padding: 0 !important; gap: 0 !important;
    position: static !important; max-height: none !important; overflow: visible !important; }}
  .stMain:has(.weisu-sheet) .st-key-filter_bar, .stMain:has(.weisu-sheet) .stPopover,
  .stMain:has(.weisu-sheet) .stExpander {{ display: none !important; }}
  .weisu-sheet h1 {{ text-align: center; font-size: 1.6rem; letter-spacing: .3em; margin: 0; }}
  .weisu-sheet-number {{ text-align: center; margin: .2rem 0 1rem; }}
  .weisu-paper.weisu-sheet .weisu-table {{ font-size: .95rem; line-height: 1.7; }}
  .weisu-paper.weisu-sheet .weisu-table th, .weisu-paper.weisu-sheet .weisu-table td {{
    font-size: .95rem; border: 1px solid {INK}; padding: .4rem .6rem; color: {INK}; }}
  .weisu-paper.weisu-sheet .weisu-table th {{ width: 6.5rem; }}
  .weisu-letter {{ font-size: 1rem; line-height: 1.9; }}
  .weisu-letter p:not(:first-child) {{ text-indent: 2em; margin: 0 0 .3rem; }}
  .weisu-letter > div {{ text-indent: 2em; }}
  .weisu-signed {{ text-align: right; margin: 1.5rem 0 1rem; }}
  .weisu-paper .weisu-table {{ font-size: .75rem; line-height: 1.5; }}
  .weisu-paper .weisu-table th {{ font-size: .75rem; }}
  .weisu-paper .weisu-table th, .weisu-paper .weisu-table td {{ padding: .25rem .4rem .25rem 0; }}
  .weisu-paper .weisu-short, .weisu-paper th {{ white-space: nowrap; }}
  html, body, .stApp, .stMain, [data-testid="stAppViewContainer"] {{ position: static !important;
    height: auto !important; overflow: visible !important; background: {PAPER} !important; }}
  .stMainBlockContainer {{ padding: 0; max-width: none; }}
  .stPlotlyChart, [data-testid="stMetric"], .weisu-warning, .weisu-evidence li {{
    break-inside: avoid; }}
  [class*="st-key-part_"], .weisu-table tr, .weisu-quote {{ break-inside: avoid; }}
  h2, h3, .stElementContainer:has(h2, h3),
  .stElementContainer:has(h2, h3) + .stElementContainer:has([data-testid="stCaptionContainer"]) {{
    break-after: avoid; }}
  [class*="st-key-part_warning_"] {{ break-inside: auto !important; }}
  .stPlotlyChart, .stPlotlyChart > div, .js-plotly-plot, .js-plotly-plot .plot-container,
  .js-plotly-plot .svg-container {{ width: 100% !important; height: auto !important; }}
  .stPrintGraphic, .stPrintGraphic [data-testid="stFullScreenFrame"] {{ height: auto !important;
    min-height: 0 !important; }}
  .stMain .stDataFrame, .stElementContainer:has(.stDataFrame) {{ display: none !important; }}
  .js-plotly-plot svg.main-svg[viewBox] {{ width: 100% !important; height: auto !important;
    max-width: var(--drawn, 100%); }}
  .js-plotly-plot svg.main-svg[viewBox]:first-child {{ position: static !important;
    display: block; }}
  * {{ print-color-adjust: exact; -webkit-print-color-adjust: exact; }}
}}
</style>
"""


def apply_look() -> None:
    """Add the style sheet to the page."""
    st.html(CSS)
