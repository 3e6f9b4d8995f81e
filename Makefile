# 未诉 weisu. On a fresh machine with python3.11, make and git: `make run` serves the demo city,
# `make test` checks everything. PYTHON=/path/to/python3.11 chooses the interpreter.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?=
TEST_WORKERS ?= 2
ARGS ?=

# Without byte code every import costs about four times as much.
unexport PYTHONDONTWRITEBYTECODE
# The environment's own packages only, whatever the caller's shell has set.
unexport PYTHONPATH
unexport PYTHONHOME

RUNTIME_STAMP := $(VENV)/.runtime.stamp
PEERS := .venv-peers
DEV_STAMP := $(VENV)/.dev.stamp
SETUP_PARTS := pyproject.toml scripts/make_venv.sh scripts/system_check.sh scripts/find_python.sh

.DEFAULT_GOAL := help
.PHONY: help run setup setup-dev setup-peers test check lint types layers pytest fmt bench doctor lock clean

help: ## 列出命令 / list the commands
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -e 's/:.*## /\t/' | expand -t 14

run: setup ## 装好并启动示范城市 / set up, load the demo city, serve
	@exec $(BIN)/weisu up $(ARGS)

setup: $(RUNTIME_STAMP) ## 运行环境 / the environment for running
	@:

setup-dev: $(DEV_STAMP) ## 运行与测试环境 / the environment for running and testing
	@:

$(RUNTIME_STAMP): requirements.lock $(SETUP_PARTS)
	@PYTHON="$(PYTHON)" sh scripts/system_check.sh run
	@PYTHON="$(PYTHON)" sh scripts/make_venv.sh $(VENV) requirements.lock
	@touch $@

$(DEV_STAMP): requirements-dev.lock requirements.lock $(SETUP_PARTS)
	@PYTHON="$(PYTHON)" sh scripts/system_check.sh test
	@PYTHON="$(PYTHON)" sh scripts/make_venv.sh $(VENV) requirements-dev.lock
	@touch $(RUNTIME_STAMP) $@

setup-peers: $(PEERS)/.stamp ## 性能对照用的另一环境 / what benchmarks compare with
	@:

$(PEERS)/.stamp: requirements-peers.lock scripts/make_venv.sh
	@PYTHON="$(PYTHON)" sh scripts/make_venv.sh $(PEERS) requirements-peers.lock bare
	@touch $@

test: setup-dev check ## 全部检查与测试 / every check and test

check: setup-dev
	@$(MAKE) --no-print-directory lint types layers pytest

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

layers:
	$(BIN)/lint-imports --no-logo

pytest:
	$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile $(ARGS)

fmt: setup-dev ## 整理代码格式 / format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev ## 性能测量 / measurements
	$(BIN)/python -m benchmarks $(ARGS)

doctor: ## 检查本机缺什么 / what this machine lacks (installs nothing)
	@PYTHON="$(PYTHON)" CHECK_ONLY=1 sh scripts/system_check.sh test
	@if test -x $(BIN)/weisu; then $(BIN)/weisu doctor; else echo "尚未安装：make setup / not set up yet: make setup"; fi

lock: setup-dev ## 重新解析依赖锁 / resolve the locks again
	@sh scripts/lock.sh $(BIN)/uv

clean: ## 删除环境与缓存（不动数据） / remove the environment and caches, never data
	rm -rf $(VENV) $(PEERS) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
