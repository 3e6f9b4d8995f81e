"""The web server around the pages: sign-in, security headers, Chinese for Streamlit's own texts."""
