import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import software.amazon.awssdk.core.document.Document;

/** The SDK has a type of its own for what is free in form. */
final class Documents {
  static Document from(JsonNode value) {
    if (value.isObject()) {
      var members = new LinkedHashMap<String, Document>();
      value.properties().forEach(member -> members.put(member.getKey(), from(member.getValue())));
      return Document.fromMap(members);
    }
    if (value.isArray()) {
      var items = new ArrayList<Document>();
      value.forEach(item -> items.add(from(item)));
      return Document.fromList(items);
    }
    if (value.isTextual()) return Document.fromString(value.textValue());
    if (value.isBoolean()) return Document.fromBoolean(value.booleanValue());
    return value.isNumber() ? Document.fromNumber(value.decimalValue()) : Document.fromNull();
  }

  static JsonNode toJson(Document value) {
    if (value.isMap()) {
      var object = Protocol.JSON.createObjectNode();
      value.asMap().forEach((key, member) -> object.set(key, toJson(member)));
      return object;
    }
    if (value.isList()) {
      var items = Protocol.JSON.createArrayNode();
      value.asList().forEach(item -> items.add(toJson(item)));
      return items;
    }
    if (value.isNumber()) return Protocol.JSON.valueToTree(value.asNumber().bigDecimalValue());
    return Protocol.JSON.valueToTree(value.unwrap());
  }

  private Documents() {}
}
