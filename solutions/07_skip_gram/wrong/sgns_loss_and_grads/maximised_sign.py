"""Returns J, which is to be made large, and its gradients.

Is your loss positive? The deck makes J large; what does the specification return?
"""

import numpy as np

FAILS = {
    "test_large_scores_cost_no_more_than_they_should",
    "test_loss_is_that_of_yes_or_no_questions",
    "test_no_idea_costs_log_two_a_question",
    "test_pulls_as_the_full_softmax_does",
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
    loss = np.logaddexp(0, -real) + np.logaddexp(0, drawn).sum(axis=1)
    g_pos = (_sigmoid(real) - 1)[:, None]
    g_neg = _sigmoid(drawn)[:, :, None]
    du = g_pos * v_pos + (g_neg * v_neg).sum(axis=1)
    return -loss, -du, -g_pos * u, -g_neg * u[:, None]
