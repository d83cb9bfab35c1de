# Asof in an image: the locked dependencies and the three packages, run by a user without rights.
FROM python:3.13-slim AS build

WORKDIR /src
COPY requirements-uv.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements-uv.lock

# The lock as a constraint: what runs, and not the tools of development, with its hashes checked.
ENV UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1 VIRTUAL_ENV=/opt/asof
COPY pyproject.toml requirements.lock ./
RUN uv venv /opt/asof && uv pip install --constraint requirements.lock -r pyproject.toml

COPY LICENSE ./
COPY events events
COPY projections projections
COPY service service
RUN uv pip install --no-deps --require-build-hashes --build-constraint requirements.lock .


FROM python:3.13-slim

COPY --from=build /opt/asof /opt/asof
ENV PATH=/opt/asof/bin:$PATH PYTHONUNBUFFERED=1

RUN useradd --create-home --uid 10001 asof
USER asof
WORKDIR /home/asof

EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --start-interval=1s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
CMD ["asof", "serve", "--host", "0.0.0.0"]
