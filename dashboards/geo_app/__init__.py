"""热点地图: which areas stand out, by month and measure."""
