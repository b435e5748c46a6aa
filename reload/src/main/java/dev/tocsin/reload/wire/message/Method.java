// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.wire.message;

/// What can be asked of a peer.
public enum Method {
  PROBE,
  CONNECT,
  TUNNEL,
  STORE,
  FETCH,
  REMOVE,
  FIND,
  JOIN,
  LEAVE,
  UPDATE
}
