// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.wire.codec;

/// The CBOR keys of RFC 9132 §6 Table 5 that the typed codec reads and writes, as constants for
/// `switch`. {@link dev.tocsin.dots.wire.cbor.CborKeys} holds the whole tables.
final class Keys {

  static final int MITIGATION_SCOPE = 1;
  static final int SCOPE = 2;
  static final int MID = 5;
  static final int TARGET_PREFIX = 6;
  static final int TARGET_PORT_RANGE = 7;
  static final int LOWER_PORT = 8;
  static final int UPPER_PORT = 9;
  static final int TARGET_PROTOCOL = 10;
  static final int TARGET_FQDN = 11;
  static final int TARGET_URI = 12;
  static final int ALIAS_NAME = 13;
  static final int LIFETIME = 14;
  static final int MITIGATION_START = 15;
  static final int STATUS = 16;
  static final int CONFLICT_INFORMATION = 17;
  static final int CONFLICT_STATUS = 18;
  static final int CONFLICT_CAUSE = 19;
  static final int RETRY_TIMER = 20;
  static final int CONFLICT_SCOPE = 21;
  static final int ACL_LIST = 22;
  static final int ACL_NAME = 23;
  static final int ACL_TYPE = 24;
  static final int BYTES_DROPPED = 25;
  static final int BPS_DROPPED = 26;
  static final int PKTS_DROPPED = 27;
  static final int PPS_DROPPED = 28;
  static final int ATTACK_STATUS = 29;
  static final int SIGNAL_CONFIG = 30;
  static final int SID = 31;
  static final int MITIGATING_CONFIG = 32;
  static final int HEARTBEAT_INTERVAL = 33;
  static final int MAX_VALUE = 34;
  static final int MIN_VALUE = 35;
  static final int CURRENT_VALUE = 36;
  static final int MISSING_HB_ALLOWED = 37;
  static final int MAX_RETRANSMIT = 38;
  static final int ACK_TIMEOUT = 39;
  static final int ACK_RANDOM_FACTOR = 40;
  static final int MAX_VALUE_DECIMAL = 41;
  static final int MIN_VALUE_DECIMAL = 42;
  static final int CURRENT_VALUE_DECIMAL = 43;
  static final int IDLE_CONFIG = 44;
  static final int TRIGGER_MITIGATION = 45;
  static final int REDIRECTED_SIGNAL = 46;
  static final int ALT_SERVER = 47;
  static final int ALT_SERVER_RECORD = 48;
  static final int HEARTBEAT = 49;
  static final int PROBING_RATE = 50;
  static final int PEER_HB_STATUS = 51;
  static final int ACTIVATION_TYPE = 52;
  static final int CONTROLLED_ACL_LIST = 53;

  private Keys() {}
}
