from bench.search import judged, ndcg


def test_the_best_order_gains_all_and_a_worse_one_less():
    grades = {"best": 3, "good": 2, "fair": 1}
    assert ndcg(["best", "good", "fair", "none"], grades) == 1
    assert ndcg(["fair", "good", "best"], grades) < ndcg(["best", "fair", "good"], grades) < 1
    assert ndcg(["none"], grades) == 0


def test_judgments_are_of_published_events_and_each_query_once(shipped_files):
    published = {
        event["slug"] for rows in shipped_files.values() for event in rows if event.get("status") == "published"
    }
    queries = [one["query"] for one in judged()]
    assert len(queries) == len(set(queries)) >= 60
    assert {slug for one in judged() for slug in one["grades"]} <= published
    assert {grade for one in judged() for grade in one["grades"].values()} == {1, 2, 3}
