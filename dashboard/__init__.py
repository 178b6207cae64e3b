"""From results to what the page needs: state, words, figures, callbacks."""
