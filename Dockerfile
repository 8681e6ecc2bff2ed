# The command line as an image, for shards of a sweep on Kubernetes:
#   docker build --tag REGISTRY/inference-sim:VERSION . && docker push REGISTRY/inference-sim:VERSION
# Every result names the build that made it: take the image and the submitting machine from the same checkout.
FROM node:20-slim AS build
WORKDIR /opt/inference-sim
COPY . .
# Installs, and builds dist/, which holds every library it needs.
RUN npm ci

FROM node:20-slim
WORKDIR /opt/inference-sim
COPY --from=build /opt/inference-sim/package.json /opt/inference-sim/LICENSE /opt/inference-sim/inference-sim ./
COPY --from=build /opt/inference-sim/dist dist
COPY --from=build /opt/inference-sim/configs configs
COPY --from=build /opt/inference-sim/bench_data bench_data
RUN ln -s /opt/inference-sim/inference-sim /usr/local/bin/inference-sim
# Any user may run it: OpenShift chooses one. By its number (`node`), since Kubernetes cannot tell by a name that it is not root.
USER 1000:1000
WORKDIR /workspace
ENTRYPOINT ["inference-sim"]
