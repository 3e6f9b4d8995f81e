"""The few kinds of chart that pages draw, in one style, each a picture that stands alone."""
