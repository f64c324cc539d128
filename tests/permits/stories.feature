Feature: What permit decisions tell, alone and in chains

  Each story enters decisions, one publication after the other, and says what everybody may then read: the rows of
  permits.json and the documents, where each permit stands on a day, and every sum. In the tables of sums, `known` is the
  known minimum as the API tells it, and `file` as the CSV files do, where a number that nobody stated is an empty cell.

  Scenario: Issued
    Given these decisions are published:
      | slug              | outcome  | count   | applications | valid_from | valid_to   | sectors              | destinations | materials           |
      | 2025-03-01-issued | approved | exact 3 | exact 5      | 2025-03-15 | 2025-08-31 | automotive, robotics | US           | dysprosium, terbium |
    Then the exported rows and the documents say:
      | slug              | outcome  | count   | applications | valid_from | valid_to   | sectors              | destinations | replaces |
      | 2025-03-01-issued | approved | exact 3 | exact 5      | 2025-03-15 | 2025-08-31 | automotive, robotics | US           |          |
    And the permits stand:
      | permit            | 2025-03-14    | 2025-03-15 | 2025-08-31 | 2025-09-01 |
      | 2025-03-01-issued | not_yet_valid | valid      | valid      | expired    |
    And the decisions add up to:
      | by          | key        | decisions | known | file | unspecified | applications |
      | month       | 2025-03    | 1         | 3     | 3    | 0           | exact 5      |
      | sector      | automotive | 1         | 3     | 3    | 0           | exact 5      |
      | sector      | robotics   | 1         | 3     | 3    | 0           | exact 5      |
      | destination | US         | 1         | 3     | 3    | 0           | exact 5      |
      | outcome     | approved   | 1         | 3     | 3    | 0           | exact 5      |
      | material    | dysprosium | 1         | 3     | 3    | 0           | exact 5      |
      | material    | terbium    | 1         | 3     | 3    | 0           | exact 5      |
      | total       |            | 1         | 3     |      | 0           | exact 5      |

  Scenario: Issued, a certain number, for nobody said how long
    Given these decisions are published:
      | slug               | outcome  | count             | valid_to |
      | 2025-03-01-certain | approved | unspecified       |          |
      | 2025-03-02-rough   | approved | approximately 900 | 2025     |
      | 2025-04-01-counted | approved | at_least 4        | 2025-06  |
    Then the exported rows and the documents say:
      | slug               | outcome  | count             | applications | valid_from | valid_to |
      | 2025-03-01-certain | approved | unspecified       |              |            |          |
      | 2025-03-02-rough   | approved | approximately 900 |              |            | 2025     |
      | 2025-04-01-counted | approved | at_least 4        |              |            | 2025-06  |
    And the permits stand:
      | permit             | 2025-02-28    | 2025-03-01    | 2025-06-30 | 2025-07-01 | 2026-01-01 |
      | 2025-03-01-certain | not_yet_valid | unknown       | unknown    | unknown    | unknown    |
      | 2025-03-02-rough   | not_yet_valid | not_yet_valid | valid      | valid      | expired    |
      | 2025-04-01-counted | not_yet_valid | not_yet_valid | valid      | expired    | expired    |
    And the decisions add up to:
      | by          | key      | decisions | known | file | unspecified | applications |
      | month       | 2025-03  | 2         | 0     |      | 2           |              |
      | month       | 2025-04  | 1         | 4     | 4    | 0           |              |
      | sector      |          | 3         | 4     | 4    | 2           |              |
      | destination |          | 3         | 4     | 4    | 2           |              |
      | outcome     | approved | 3         | 4     | 4    | 2           |              |
      | material    |          | 3         | 4     | 4    | 2           |              |
      | total       |          | 3         | 4     |      | 2           |              |

  Scenario: Refused
    Given these decisions are published:
      | slug               | outcome | count   | applications | valid_to   | sectors    | destinations | materials  |
      | 2025-03-01-refused | denied  | exact 2 | exact 2      | 2025-12-31 | automotive | US           | dysprosium |
    Then the exported rows and the documents say:
      | slug               | outcome | count   | applications | valid_to   |
      | 2025-03-01-refused | denied  | exact 2 | exact 2      | 2025-12-31 |
    And the permits stand:
      | permit             | 2025-03-01 | 2025-12-31 |
      | 2025-03-01-refused | none       | none       |
    And the decisions add up to:
      | by          | key        | decisions | known | file | unspecified | applications |
      | month       | 2025-03    | 1         | 0     |      | 0           | exact 2      |
      | sector      | automotive | 1         | 0     |      | 0           | exact 2      |
      | destination | US         | 1         | 0     |      | 0           | exact 2      |
      | outcome     | denied     | 1         | 0     |      | 0           | exact 2      |
      | material    | dysprosium | 1         | 0     |      | 0           | exact 2      |
      | total       |            | 1         | 0     |      | 0           | exact 2      |

  Scenario: Returned, without a number
    Given these decisions are published:
      | slug                | outcome  | count       | sectors    |
      | 2025-03-01-returned | returned | unspecified | automotive |
    Then the exported rows and the documents say:
      | slug                | outcome  | count       | replaces |
      | 2025-03-01-returned | returned | unspecified |          |
    And the permits stand:
      | permit              | 2025-03-01 |
      | 2025-03-01-returned | none       |
    And the decisions add up to:
      | by          | key        | decisions | known | file | unspecified | applications |
      | month       | 2025-03    | 1         | 0     |      | 1           |              |
      | sector      | automotive | 1         | 0     |      | 1           |              |
      | destination |            | 1         | 0     |      | 1           |              |
      | outcome     | returned   | 1         | 0     |      | 1           |              |
      | material    |            | 1         | 0     |      | 1           |              |
      | total       |            | 1         | 0     |      | 1           |              |

  Scenario: Pending, then issued
    Given these decisions are published:
      | slug               | outcome  | count    | applications | replaces           | sectors  |
      | 2025-03-01-pending | pending  | exact 12 | exact 12     |                    | robotics |
      | 2025-05-01-issued  | approved | exact 7  |              | 2025-03-01-pending | robotics |
    Then the exported rows and the documents say:
      | slug               | outcome  | count    | applications | replaces           |
      | 2025-03-01-pending | pending  | exact 12 | exact 12     |                    |
      | 2025-05-01-issued  | approved | exact 7  |              | 2025-03-01-pending |
    And the permits stand:
      | permit             | 2025-04-30    | 2025-05-01 |
      | 2025-03-01-pending | none          | none       |
      | 2025-05-01-issued  | not_yet_valid | unknown    |
    And the decisions add up to:
      | by          | key      | decisions | known | file | unspecified | applications |
      | month       | 2025-05  | 1         | 7     | 7    | 0           |              |
      | sector      | robotics | 1         | 7     | 7    | 0           |              |
      | destination |          | 1         | 7     | 7    | 0           |              |
      | outcome     | approved | 1         | 7     | 7    | 0           |              |
      | outcome     | pending  | 1         | 0     |      | 0           | exact 12     |
      | material    |          | 1         | 7     | 7    | 0           |              |
      | total       |          | 1         | 7     |      | 0           |              |

  Scenario: Issued, then revoked
    Given these decisions are published:
      | slug               | outcome  | count   | replaces          | valid_to   | destinations |
      | 2025-03-01-issued  | approved | exact 3 |                   | 2025-12-31 | US           |
      | 2025-09-01-revoked | revoked  | exact 3 | 2025-03-01-issued |            | US           |
    Then the exported rows and the documents say:
      | slug               | outcome  | count   | replaces          | valid_to   |
      | 2025-03-01-issued  | approved | exact 3 |                   | 2025-12-31 |
      | 2025-09-01-revoked | revoked  | exact 3 | 2025-03-01-issued |            |
    And the permits stand:
      | permit             | 2025-03-01 | 2025-08-31 | 2025-09-01 | 2026-01-01 |
      | 2025-03-01-issued  | valid      | valid      | revoked    | revoked    |
      | 2025-09-01-revoked | none       | none       | none       | none       |
    And the decisions add up to:
      | by          | key      | decisions | known | file | unspecified | applications |
      | month       | 2025-03  | 1         | 3     | 3    | 0           |              |
      | month       | 2025-09  | 1         | 0     |      | 0           |              |
      | sector      |          | 2         | 3     | 3    | 0           |              |
      | destination | US       | 2         | 3     | 3    | 0           |              |
      | outcome     | approved | 1         | 3     | 3    | 0           |              |
      | outcome     | revoked  | 1         | 0     |      | 0           |              |
      | material    |          | 2         | 3     | 3    | 0           |              |
      | total       |          | 2         | 3     |      | 0           |              |
    And as known before 2025-09-01-revoked the permits stand:
      | permit            | 2025-08-31 | 2025-09-01 | 2026-01-01 |
      | 2025-03-01-issued | valid      | valid      | expired    |
    And as known before 2025-09-01-revoked the decisions add up to:
      | by          | key      | decisions | known | file | unspecified | applications |
      | month       | 2025-03  | 1         | 3     | 3    | 0           |              |
      | sector      |          | 1         | 3     | 3    | 0           |              |
      | destination | US       | 1         | 3     | 3    | 0           |              |
      | outcome     | approved | 1         | 3     | 3    | 0           |              |
      | material    |          | 1         | 3     | 3    | 0           |              |
      | total       |          | 1         | 3     |      | 0           |              |

  Scenario: Refused, issued on appeal, re-issued
    Given these decisions are published:
      | slug                | outcome            | count   | replaces            | valid_from | valid_to   | materials |
      | 2025-03-01-refused  | denied             | exact 3 |                     |            |            | terbium   |
      | 2025-05-01-appealed | approved_temporary | exact 3 | 2025-03-01-refused  |            | 2025-10-31 | terbium   |
      | 2025-08-01-reissued | approved           | exact 3 | 2025-05-01-appealed | 2025-08-10 | 2026-07-31 | terbium   |
    Then the exported rows and the documents say:
      | slug                | outcome            | count   | replaces            | valid_from | valid_to   |
      | 2025-03-01-refused  | denied             | exact 3 |                     |            |            |
      | 2025-05-01-appealed | approved_temporary | exact 3 | 2025-03-01-refused  |            | 2025-10-31 |
      | 2025-08-01-reissued | approved           | exact 3 | 2025-05-01-appealed | 2025-08-10 | 2026-07-31 |
    And the permits stand:
      | permit              | 2025-04-30    | 2025-05-01    | 2025-08-09    | 2025-08-10 | 2026-08-01 |
      | 2025-03-01-refused  | none          | none          | none          | none       | none       |
      | 2025-05-01-appealed | not_yet_valid | valid         | valid         | replaced   | replaced   |
      | 2025-08-01-reissued | not_yet_valid | not_yet_valid | not_yet_valid | valid      | expired    |
    And the decisions add up to:
      | by          | key                | decisions | known | file | unspecified | applications |
      | month       | 2025-03            | 1         | 0     |      | 0           |              |
      | month       | 2025-05            | 1         | 0     |      | 0           |              |
      | month       | 2025-08            | 1         | 3     | 3    | 0           |              |
      | sector      |                    | 3         | 3     | 3    | 0           |              |
      | destination |                    | 3         | 3     | 3    | 0           |              |
      | outcome     | approved           | 1         | 3     | 3    | 0           |              |
      | outcome     | approved_temporary | 1         | 0     |      | 0           |              |
      | outcome     | denied             | 1         | 0     |      | 0           |              |
      | material    | terbium            | 3         | 3     | 3    | 0           |              |
      | total       |                    | 3         | 3     |      | 0           |              |

  Scenario: Extended
    Given these decisions are published:
      | slug                | outcome  | count   | replaces          | valid_from | valid_to   | sectors    |
      | 2025-03-01-issued   | approved | exact 3 |                   |            | 2025-08-31 | automotive |
      | 2025-08-15-extended | approved | exact 3 | 2025-03-01-issued | 2025-09-01 | 2026-02-28 | automotive |
    Then the exported rows and the documents say:
      | slug                | outcome  | count   | replaces          | valid_from | valid_to   |
      | 2025-03-01-issued   | approved | exact 3 |                   |            | 2025-08-31 |
      | 2025-08-15-extended | approved | exact 3 | 2025-03-01-issued | 2025-09-01 | 2026-02-28 |
    And the permits stand:
      | permit              | 2025-08-31    | 2025-09-01 | 2026-02-28 | 2026-03-01 |
      | 2025-03-01-issued   | valid         | replaced   | replaced   | replaced   |
      | 2025-08-15-extended | not_yet_valid | valid      | valid      | expired    |
    And the decisions add up to:
      | by          | key        | decisions | known | file | unspecified | applications |
      | month       | 2025-03    | 1         | 0     |      | 0           |              |
      | month       | 2025-08    | 1         | 3     | 3    | 0           |              |
      | sector      | automotive | 2         | 3     | 3    | 0           |              |
      | destination |            | 2         | 3     | 3    | 0           |              |
      | outcome     | approved   | 2         | 3     | 3    | 0           |              |
      | material    |            | 2         | 3     | 3    | 0           |              |
      | total       |            | 2         | 3     |      | 0           |              |
    And of those to 2025-03-31 the decisions add up to:
      | by          | key        | decisions | known | file | unspecified | applications |
      | month       | 2025-03    | 1         | 3     | 3    | 0           |              |
      | sector      | automotive | 1         | 3     | 3    | 0           |              |
      | destination |            | 1         | 3     | 3    | 0           |              |
      | outcome     | approved   | 1         | 3     | 3    | 0           |              |
      | material    |            | 1         | 3     | 3    | 0           |              |
      | total       |            | 1         | 3     |      | 0           |              |

  Scenario: Extended, for a number that nobody states
    Given these decisions are published:
      | slug                | outcome  | count       | replaces          | valid_to   |
      | 2025-03-01-issued   | approved | at_least 3  |                   | 2025-08-31 |
      | 2025-08-15-extended | approved | unspecified | 2025-03-01-issued | 2026-02-28 |
    Then the exported rows and the documents say:
      | slug                | outcome  | count       | replaces          |
      | 2025-03-01-issued   | approved | at_least 3  |                   |
      | 2025-08-15-extended | approved | unspecified | 2025-03-01-issued |
    And the permits stand:
      | permit              | 2025-08-14    | 2025-08-15 | 2026-03-01 |
      | 2025-03-01-issued   | valid         | replaced   | replaced   |
      | 2025-08-15-extended | not_yet_valid | valid      | expired    |
    And the decisions add up to:
      | by          | key      | decisions | known | file | unspecified | applications |
      | month       | 2025-03  | 1         | 3     | 3    | 0           |              |
      | month       | 2025-08  | 1         | 0     |      | 1           |              |
      | sector      |          | 2         | 3     | 3    | 1           |              |
      | destination |          | 2         | 3     | 3    | 1           |              |
      | outcome     | approved | 2         | 3     | 3    | 1           |              |
      | material    |          | 2         | 3     | 3    | 1           |              |
      | total       |          | 2         | 3     |      | 1           |              |

  Scenario: Revoked, and issued again
    Given these decisions are published:
      | slug               | outcome  | count   | replaces           | valid_to   |
      | 2025-03-01-issued  | approved | exact 3 |                    | 2025-12-31 |
      | 2025-06-01-revoked | revoked  | exact 3 | 2025-03-01-issued  |            |
      | 2025-07-01-again   | approved | exact 2 | 2025-06-01-revoked | 2025-12-31 |
    Then the exported rows and the documents say:
      | slug               | outcome  | count   | replaces           |
      | 2025-03-01-issued  | approved | exact 3 |                    |
      | 2025-06-01-revoked | revoked  | exact 3 | 2025-03-01-issued  |
      | 2025-07-01-again   | approved | exact 2 | 2025-06-01-revoked |
    And the permits stand:
      | permit             | 2025-05-31    | 2025-06-01    | 2025-07-01 | 2026-01-01 |
      | 2025-03-01-issued  | valid         | revoked       | revoked    | revoked    |
      | 2025-06-01-revoked | none          | none          | none       | none       |
      | 2025-07-01-again   | not_yet_valid | not_yet_valid | valid      | expired    |
    And the decisions add up to:
      | by          | key      | decisions | known | file | unspecified | applications |
      | month       | 2025-03  | 1         | 0     |      | 0           |              |
      | month       | 2025-06  | 1         | 0     |      | 0           |              |
      | month       | 2025-07  | 1         | 2     | 2    | 0           |              |
      | sector      |          | 3         | 2     | 2    | 0           |              |
      | destination |          | 3         | 2     | 2    | 0           |              |
      | outcome     | approved | 2         | 2     | 2    | 0           |              |
      | outcome     | revoked  | 1         | 0     |      | 0           |              |
      | material    |          | 3         | 2     | 2    | 0           |              |
      | total       |          | 3         | 2     |      | 0           |              |

  Scenario: A general licence over several destinations
    Given these decisions are published:
      | slug               | outcome         | count   | valid_from | valid_to | destinations |
      | 2025-11-01-general | general_licence | exact 4 | 2025-12    | 2026     | US, EU, all  |
      | 2025-11-02-single  | approved        | exact 1 |            | 2025-11  | US           |
    Then the exported rows and the documents say:
      | slug               | outcome         | count   | valid_from | valid_to | destinations |
      | 2025-11-01-general | general_licence | exact 4 | 2025-12    | 2026     | US, EU, all  |
      | 2025-11-02-single  | approved        | exact 1 |            | 2025-11  | US           |
    And the permits stand:
      | permit             | 2025-11-01    | 2025-11-30    | 2025-12-01 | 2026-12-31 | 2027-01-01 |
      | 2025-11-01-general | not_yet_valid | not_yet_valid | valid      | valid      | expired    |
      | 2025-11-02-single  | not_yet_valid | valid         | expired    | expired    | expired    |
    And the decisions add up to:
      | by          | key             | decisions | known | file | unspecified | applications |
      | month       | 2025-11         | 2         | 5     | 5    | 0           |              |
      | sector      |                 | 2         | 5     | 5    | 0           |              |
      | destination | US              | 2         | 5     | 5    | 0           |              |
      | destination | EU              | 1         | 4     | 4    | 0           |              |
      | destination | all             | 1         | 4     | 4    | 0           |              |
      | outcome     | approved        | 1         | 1     | 1    | 0           |              |
      | outcome     | general_licence | 1         | 4     | 4    | 0           |              |
      | material    |                 | 2         | 5     | 5    | 0           |              |
      | total       |                 | 2         | 5     |      | 0           |              |

  Scenario: A contested number
    Given these decisions are published:
      | slug                 | outcome  | count       | applications | claimed_counts                                                                                                                                                                        |
      | 2025-03-01-contested | approved | unspecified |              | permits exact 140 chamber test-gazette; permits approximately 500 ministry test-gazette; applications exact 600 chamber test-gazette; applications at_least 900 ministry test-gazette |
      | 2025-03-02-agreed    | approved | exact 2     | exact 9      |                                                                                                                                                                                       |
    Then the exported rows and the documents say:
      | slug                 | count       | applications | claimed_counts                                                                                                                                                                        |
      | 2025-03-01-contested | unspecified |              | permits exact 140 chamber test-gazette; permits approximately 500 ministry test-gazette; applications exact 600 chamber test-gazette; applications at_least 900 ministry test-gazette |
      | 2025-03-02-agreed    | exact 2     | exact 9      |                                                                                                                                                                                       |
    And the decisions add up to:
      | by          | key      | decisions | known | file | unspecified | applications |
      | month       | 2025-03  | 2         | 2     | 2    | 1           | exact 9      |
      | sector      |          | 2         | 2     | 2    | 1           | exact 9      |
      | destination |          | 2         | 2     | 2    | 1           | exact 9      |
      | outcome     | approved | 2         | 2     | 2    | 1           | exact 9      |
      | material    |          | 2         | 2     | 2    | 1           | exact 9      |
      | total       |          | 2         | 2     |      | 1           | exact 9      |

  Scenario: A later decision that was a mistake is withdrawn
    Given these decisions are published:
      | slug                | outcome  | count   | replaces            | valid_to   |
      | 2025-03-01-issued   | approved | exact 3 |                     | 2025-08-31 |
      | 2025-08-15-extended | approved | exact 2 | 2025-03-01-issued   | 2026-02-28 |
      | 2025-10-01-revoked  | revoked  | exact 2 | 2025-08-15-extended |            |
    When 2025-10-01-revoked is retracted
    And 2025-08-15-extended is retracted
    Then the permits stand:
      | permit              | 2025-08-15 | 2025-08-31 | 2025-10-01 |
      | 2025-03-01-issued   | valid      | valid      | expired    |
      | 2025-08-15-extended | none       | none       | none       |
    And the decisions add up to:
      | by          | key      | decisions | known | file | unspecified | applications |
      | month       | 2025-03  | 1         | 3     | 3    | 0           |              |
      | sector      |          | 1         | 3     | 3    | 0           |              |
      | destination |          | 1         | 3     | 3    | 0           |              |
      | outcome     | approved | 1         | 3     | 3    | 0           |              |
      | material    |          | 1         | 3     | 3    | 0           |              |
      | total       |          | 1         | 3     |      | 0           |              |
    And as known before 2025-08-15-extended the permits stand:
      | permit              | 2025-08-15 | 2025-10-01 |
      | 2025-03-01-issued   | replaced   | replaced   |
      | 2025-08-15-extended | valid      | valid      |
    And as known before 2025-08-15-extended the decisions add up to:
      | by          | key      | decisions | known | file | unspecified | applications |
      | month       | 2025-03  | 1         | 0     |      | 0           |              |
      | month       | 2025-08  | 1         | 2     | 2    | 0           |              |
      | sector      |          | 2         | 2     | 2    | 0           |              |
      | destination |          | 2         | 2     | 2    | 0           |              |
      | outcome     | approved | 2         | 2     | 2    | 0           |              |
      | material    |          | 2         | 2     | 2    | 0           |              |
      | total       |          | 2         | 2     |      | 0           |              |
