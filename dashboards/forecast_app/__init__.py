"""The page 趋势预测: what will come, how sure that is, what to prepare."""
