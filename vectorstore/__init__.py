"""The library: reviews, their texts, and the indexes made from them."""
