"""Pages of the room hotspots: 热点, 主题详情, 重复诉求网络. They read results and draw."""
