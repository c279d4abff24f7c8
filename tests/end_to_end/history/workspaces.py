"""Small workspaces for the tests of the history, and the program that fills them."""
import hashlib
import json
import pathlib
import shutil
import subprocess

HEADER = ("identity_line_item_id,bill_payer_account_id,bill_billing_period_start_date,"
          "line_item_usage_account_id,line_item_usage_start_date,line_item_line_item_type,"
          "line_item_product_code,line_item_usage_type,product_region_code,line_item_currency_code,"
          "line_item_usage_amount,line_item_unblended_cost,line_item_unblended_rate,"
          "pricing_public_on_demand_cost,resource_tags\n")


def report(rows):
    """A CUR 2.0 in CSV. `rows` are (id, payer, month, hour, amount, cost, rate, public cost, tags)."""
    lines = [HEADER]
    for name, payer, month, hour, amount, cost, rate, public, tags in rows:
        quoted = '"' + tags.replace('"', '""') + '"'
        lines.append(f"{name},{payer},2025-{month:02}-01T00:00:00Z,2,2025-{month:02}-03T{hour:02}:00:00Z,"
                     f"Usage,AmazonS3,Requests,eu-west-1,USD,{amount},{cost},{rate},{public},{quoted}\n")
    return "".join(lines)


def plain_rows(first, count, payers=("1",), months=(1, 2)):
    return [(f"id{number}", payers[number % len(payers)], months[number % len(months)], number % 24,
             f"{number}.5", f"0.{number + 1}", "" if number % 2 else "0.25", "" if number % 3 else "7",
             "" if number % 4 else '{"user_team":"a"}') for number in range(first, first + count)]


class Program:
    def __init__(self, path):
        self.path = pathlib.Path(path).resolve()

    def command(self, *arguments):
        return [str(self.path), *map(str, arguments)]

    def run(self, *arguments, before=(), **settings):
        return subprocess.run([*map(str, before), *self.command(*arguments)], capture_output=True,
                              text=True, check=False, **settings)

    def done(self, *arguments):
        result = self.run(*arguments)
        if result.returncode != 0:
            raise AssertionError(f"{arguments}: exit code {result.returncode}\n{result.stderr}")
        return result.stdout

    def history(self, workspace):
        return json.loads(self.done("history", "--workspace", workspace, "--json"))


def usage_files(workspace):
    """The files below usage/, with the SHA-256 of their bytes."""
    usage = workspace / "usage"
    return {str(path.relative_to(usage)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(usage.rglob("*")) if path.is_file()}


def copy_of(workspace, target):
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(workspace, target, copy_function=shutil.copy2)
    return target
