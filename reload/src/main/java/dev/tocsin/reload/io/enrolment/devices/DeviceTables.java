// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.enrolment.devices;

import dev.tocsin.base.bytes.WireException;
import dev.tocsin.base.store.ChangeTables;
import dev.tocsin.reload.core.enrolment.Device;
import dev.tocsin.reload.core.enrolment.DeviceChange;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A row for each device.
final class DeviceTables implements ChangeTables<DeviceChange> {

  private static final String FIRST =
      "CREATE TABLE device (peer BYTEA NOT NULL PRIMARY KEY, body BYTEA NOT NULL);";
  private static final String PUT =
      """
      INSERT INTO device (peer, body) VALUES (?, ?)
      ON CONFLICT (peer) DO UPDATE SET body = excluded.body
      """;
  private static final String FORGET = "DELETE FROM device WHERE peer = ?";

  private final DeviceChangeCodec codec = new DeviceChangeCodec();

  @Override
  public String name() {
    return "enrolment";
  }

  @Override
  public List<String> migrations() {
    return List.of(FIRST);
  }

  @Override
  public Object key(DeviceChange change) {
    return change.device();
  }

  @Override
  public void apply(Connection connection, Collection<DeviceChange> changes) throws SQLException {
    try (var put = connection.prepareStatement(PUT);
        var forget = connection.prepareStatement(FORGET)) {
      for (var change : changes) {
        switch (change) {
          case DeviceChange.Put(var device) -> {
            put.setBytes(1, device.id().bytes());
            put.setBytes(2, codec.encode(change));
            put.executeUpdate();
          }
          case DeviceChange.Forget(var device) -> {
            forget.setBytes(1, device.bytes());
            forget.executeUpdate();
          }
        }
      }
    }
  }

  List<Device> load(Connection connection) throws SQLException {
    var devices = new ArrayList<Device>();
    try (var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT body FROM device")) {
      while (rows.next()) {
        if (codec.decode(rows.getBytes(1)) instanceof DeviceChange.Put(var device)) {
          devices.add(device);
        }
      }
    } catch (WireException e) {
      throw new SQLException("a device cannot be read: " + e.getMessage(), e);
    }
    return devices;
  }
}
