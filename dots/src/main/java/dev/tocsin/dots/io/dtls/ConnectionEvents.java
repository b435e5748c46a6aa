// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.dots.io.dtls;

import org.eclipse.californium.scandium.ConnectionListener;
import org.eclipse.californium.scandium.dtls.Connection;

/// The two moments of a DTLS connection that matter here, out of the library's many.
public interface ConnectionEvents extends ConnectionListener {

  void established(Connection connection);

  /// One end said goodbye, or the library dropped the connection. May come twice.
  void gone(Connection connection, boolean removed);

  @Override
  default void onConnectionEstablished(Connection connection) {
    if (!connection.isResumptionRequired()) established(connection);
  }

  @Override
  default void onConnectionRemoved(Connection connection) {
    gone(connection, true);
  }

  @Override
  default boolean onConnectionUpdatesSequenceNumbers(Connection connection, boolean write) {
    return false;
  }

  @Override
  default boolean onConnectionMacError(Connection connection) {
    return false;
  }

  @Override
  default void beforeExecution(Connection connection) {}

  @Override
  default void updateExecution(Connection connection) {}

  @Override
  default void afterExecution(Connection connection) {
    var context = connection.getEstablishedDtlsContext();
    if (context == null) return;
    if (context.isMarkedAsClosed() || connection.isResumptionRequired()) gone(connection, false);
  }
}
