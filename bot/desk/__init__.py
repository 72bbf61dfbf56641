"""What staff do between readers and the guide: gaps, publishing, hand-over, statistics. Knows no Telegram."""
