// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.config;

/// Names of elements.
final class Names {

  static final String OVERLAYS = "overlays";
  static final String OVERLAY = "overlay";
  static final String DHT = "dht";
  static final String UPDATE = "chord-128-2-8-update-frequency";
  static final String PING = "chord-128-2-8-ping-frequency";
  static final String ROOT_CERT = "root-cert";
  static final String USAGE = "required-usage";
  static final String TURN_DENSITY = "turnDensity";
  static final String CREDENTIAL_SERVER = "credential-server";
  static final String PEER = "bootstrap-peer";
  static final String MULTICAST = "multicast-bootstrap";
  static final String MIGRATION = "migration";

  private Names() {}
}
