"""指标对比: one metric against earlier periods, among like units, and why it changed."""
