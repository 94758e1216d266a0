"""Takes a softmax over the context and its negatives.

Independent yes-or-no questions, or one choice among 1 + k? With all vectors 0, is your loss (1 + k) log 2
or log (1 + k)?
"""

import numpy as np

FAILS = {
    "test_large_scores_cost_no_more_than_they_should",
    "test_loss_is_that_of_yes_or_no_questions",
    "test_no_idea_costs_log_two_a_question",
    "test_slope_by_each_negative",
    "test_slope_by_the_centre",
    "test_slope_by_the_context",
}


def _demand_vectors(u, v_pos, v_neg):
    if u.ndim != 2 or v_neg.ndim != 3 or v_pos.shape != u.shape:
        raise ValueError("shapes do not fit")
    if (len(v_neg), v_neg.shape[2]) != u.shape:
        raise ValueError("shapes do not fit")


def _sigmoid(score):
    return (1 + np.tanh(score / 2)) / 2


def sgns_loss_and_grads(u, v_pos, v_neg):
    _demand_vectors(u, v_pos, v_neg)
    real = np.einsum("nd,nd->n", u, v_pos)
    drawn = np.einsum("nd,nkd->nk", u, v_neg)
    scores = np.concatenate([real[:, None], drawn], axis=1)
    above = scores - scores.max(axis=1, keepdims=True)
    total = np.log(np.exp(above).sum(axis=1, keepdims=True))
    loss = (total - above)[:, 0]
    belief = np.exp(above - total)
    g_pos, g_neg = belief[:, :1] - 1, belief[:, 1:, None]
    du = g_pos * v_pos + (g_neg * v_neg).sum(axis=1)
    return loss, du, g_pos * u, g_neg * u[:, None]
