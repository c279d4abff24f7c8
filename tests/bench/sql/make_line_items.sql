-- Line items as a year of discounts by account, service, region and usage type has them. Everything follows from the
-- row's number, by hashes. Of a thousand rows of A, B lacks one or has another one, or has one twice.
CREATE TABLE drawn AS
SELECT i, hash(i) % 12 + 1 AS month, hash(i + 1e9::BIGINT) % 1000 AS account,
       ['AmazonEC2', 'AmazonS3', 'AmazonRDS', 'AWSLambda', 'AmazonCloudFront'][(hash(i + 2e9::BIGINT) % 5 + 1)::BIGINT] AS service,
       ['us-east-1', 'eu-west-1', 'eu-central-1', 'ap-southeast-2'][(hash(i + 3e9::BIGINT) % 4 + 1)::BIGINT] AS region,
       hash(i + 4e9::BIGINT) % 5000 AS usage_type, hash(i + 5e9::BIGINT) % 4 AS clause,
       hash(i + 6e9::BIGINT) % 1000000000 AS quantity, hash(i + 7e9::BIGINT) % 10000000 + 1 AS amount,
       CASE WHEN i % 1000 = 500 THEN hash(i + 8e9::BIGINT) % 5 + 1 ELSE 0 END AS change
FROM range({rows}) AS numbers(i);
CREATE TABLE lines AS
SELECT i, change,
       'Anniversary,2025-' || lpad(month::VARCHAR, 2, '0') || ',123456789012,' || (100000000000 + account)::VARCHAR
       || ',' || service || ',' || region || ',' || upper(region[1:3]) || '-BoxUsage:m5.' || usage_type::VARCHAR
       || ',EdpDiscount,contract-' || (account % 9)::VARCHAR || ',Exhibit B 2.' || clause::VARCHAR || ',' AS key,
       CASE WHEN i % 20 = 0 THEN '"Discount on ' || service || ', ' || region || '"'
            ELSE 'Enterprise discount on ' || service || ' in ' || region END AS description,
       rtrim(rtrim((quantity / 1000)::DECIMAL(18, 3)::VARCHAR, '0'), '.') AS quantity,
       '-' || (amount / 100)::DECIMAL(18, 2)::VARCHAR AS amount
FROM drawn;
CREATE TABLE lines_b AS
SELECT i, key || CASE WHEN change = 1 THEN 'Discount' ELSE description END || ','
              || CASE WHEN change = 2 THEN '0.5' ELSE quantity END || ','
              || CASE WHEN change = 3 THEN '-0.01' ELSE amount END || ',USD' AS line
FROM lines WHERE change <> 4
UNION ALL
SELECT i, key || description || ',' || quantity || ',' || amount || ',USD' FROM lines WHERE change = 5;
COPY (SELECT line FROM (SELECT 0 AS part, '{header}' AS line UNION ALL
      SELECT 1, key || description || ',' || quantity || ',' || amount || ',USD' FROM lines) ORDER BY part, line)
TO '{folder}/sorted_a.csv' (HEADER false, DELIMITER e'\x01', QUOTE '', ESCAPE '');
COPY (SELECT line FROM (SELECT 0 AS part, '{header}' AS line UNION ALL SELECT 1, line FROM lines_b) ORDER BY part, line)
TO '{folder}/sorted_b.csv' (HEADER false, DELIMITER e'\x01', QUOTE '', ESCAPE '');
COPY (SELECT line FROM (SELECT 0 AS part, 0::UBIGINT AS place, '{header}' AS line UNION ALL
      SELECT 1, hash(i + 9e9::BIGINT), line FROM lines_b) ORDER BY part, place, line)
TO '{folder}/shuffled_b.csv' (HEADER false, DELIMITER e'\x01', QUOTE '', ESCAPE '');
