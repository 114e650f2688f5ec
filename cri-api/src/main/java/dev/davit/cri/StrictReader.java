package dev.davit.cri;

import com.google.gson.stream.JsonReader;
import java.io.Reader;

/** A reader of JSON for which a field that its message does not have is a mistake. */
final class StrictReader extends JsonReader {

  StrictReader(Reader in) {
    super(in);
  }
}
