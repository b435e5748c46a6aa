// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.base.store;

import dev.tocsin.base.bytes.WireException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The change that these tests keep: a text under a name, or none any more.
record Note(String name, String text) {

  static final String REMOVED = "";

  static Note put(String name, String text) {
    return new Note(name, text);
  }

  static Note remove(String name) {
    return new Note(name, REMOVED);
  }

  /// What the notes sum up to.
  static Map<String, String> sum(Collection<Note> notes) {
    var sum = new TreeMap<String, String>();
    for (var note : notes) {
      if (note.text.equals(REMOVED)) sum.remove(note.name);
      else sum.put(note.name, note.text);
    }
    return sum;
  }

  static final class Codec implements ChangeCodec<Note> {
    @Override
    public byte[] encode(Note note) {
      if (note.text.equals("unwritable")) throw new IllegalStateException("unwritable");
      return (note.name + "=" + note.text).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Note decode(byte[] bytes) {
      var parts = new String(bytes, StandardCharsets.UTF_8).split("=", 2);
      if (parts.length != 2) throw new WireException("a note has a name and a text");
      return new Note(parts[0], parts[1]);
    }
  }

  static class Tables implements ChangeTables<Note> {
    @Override
    public String name() {
      return "notes";
    }

    @Override
    public List<String> migrations() {
      return List.of(
          "CREATE TABLE note (name TEXT NOT NULL PRIMARY KEY, text TEXT NOT NULL);"
              + " CREATE TABLE spare (name TEXT)");
    }

    @Override
    public Object key(Note change) {
      return change.name();
    }

    @Override
    public void apply(Connection connection, Collection<Note> changes) throws SQLException {
      try (var put =
              connection.prepareStatement(
                  "INSERT INTO note (name, text) VALUES (?, ?)"
                      + " ON CONFLICT (name) DO UPDATE SET text = excluded.text");
          var remove = connection.prepareStatement("DELETE FROM note WHERE name = ?")) {
        for (var note : changes) {
          var statement = note.text.equals(REMOVED) ? remove : put;
          statement.setString(1, note.name);
          if (statement == put) statement.setString(2, note.text);
          statement.executeUpdate();
        }
      }
    }

    static Map<String, String> load(Connection connection) throws SQLException {
      var notes = new TreeMap<String, String>();
      try (var statement = connection.createStatement();
          var rows = statement.executeQuery("SELECT name, text FROM note")) {
        while (rows.next()) notes.put(rows.getString(1), rows.getString(2));
      }
      return notes;
    }
  }
}
