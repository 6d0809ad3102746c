"""TikTok Shop (Vietnam, local seller), Open API v202309 and later: the product side."""
