# The image of Outcrop: docker build -t outcrop . && docker run -p 4577:4577 outcrop
# docs/container.md tells what can be set.
ARG NODE_IMAGE=node:24-bookworm-slim

# The command is one bundle of plain JavaScript, the same for every platform: it is built on the builder's own. (Docker's old
# builder names no platform; "linux" is its own there too.)
FROM --platform=${BUILDPLATFORM:-linux} ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY contracts contracts
COPY emulator emulator
RUN npm run bundle && rm dist/bin/*.map
COPY scenarios scenarios
COPY LICENSE ./
# What goes into the image, laid out as there: that stage runs nothing, so no platform has to be emulated.
RUN mkdir -p /image/opt/outcrop/contracts /image/opt/outcrop/emulator/catalog /image/usr/local/bin /image/scenarios /state \
  && cp -r package.json LICENSE dist scenarios /image/opt/outcrop/ \
  && cp -r contracts/model /image/opt/outcrop/contracts/ \
  && cp -r emulator/catalog/data /image/opt/outcrop/emulator/catalog/ \
  && find /image/opt/outcrop/contracts/model -type f ! -name '*.json' ! -name NOTICE -delete \
  && rm -r /image/opt/outcrop/scenarios/examples \
  && chmod +x /image/opt/outcrop/dist/bin/cli.js \
  && ln -s /opt/outcrop/dist/bin/cli.js /image/usr/local/bin/outcrop

FROM ${NODE_IMAGE}
COPY --from=build /image/ /
COPY --from=build --chown=1000:1000 /state /state
WORKDIR /scenarios
# By number, so that orchestrators see that it is not root.
USER 1000:1000
ENV NODE_ENV=production \
  OUTCROP_HOST=0.0.0.0 \
  OUTCROP_LOG_LEVEL=info \
  OUTCROP_SCENARIO=/scenarios
EXPOSE 4577
HEALTHCHECK --interval=2s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "-e", "require('http').get({port:process.env.OUTCROP_PORT||4577,path:'/_outcrop/health'},r=>process.exit(r.statusCode===200?0:1)).on('error',()=>process.exit(1))"]
ENTRYPOINT ["outcrop"]
CMD ["start", "--json"]

ARG VERSION=0.1.0
ARG REVISION=
ARG CREATED=
ARG SOURCE=
LABEL org.opencontainers.image.title="Outcrop" \
  org.opencontainers.image.description="A local emulator of Amazon Bedrock inference profiles, and a contract-testing harness for the apps that use them." \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.created="${CREATED}" \
  org.opencontainers.image.source="${SOURCE}"
