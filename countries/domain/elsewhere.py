"""Places that the atlas does not cover, as readers name them, so that an answer can say so. Pure."""

from gtlead.records.search import fold

NAMES = """
Afghanistan; Africa; Albania; Algeria; Andorra; Angola; Argentina; Armenia; Asia; Austria; Österreich;
Azerbaijan; Bahamas; Bahrain; Bangladesh; Barbados; Belarus; Belgium; Belgien; Belize; Benin; Bhutan;
Bolivia; Bosnia; Botswana; Brazil; Brasil; Brunei; Bulgaria; Burkina Faso; Burundi; Cambodia; Cameroon;
Canada; Kanada; Cape Verde; Chad; Chile; Colombia; Congo; Costa Rica; Croatia; Cuba; Cyprus; Czechia; Czech
Republic; Denmark; Dänemark; Djibouti; Dominican Republic; Dubai; Ecuador; Egypt; El Salvador; Eritrea;
Estonia; Eswatini; Ethiopia; EU; Europe; European Union; Europa; Fiji; Finland; France; Frankreich; Gabon;
Gambia; Ghana; Greece; Griechenland; Guatemala; Guinea; Guyana; Haiti; Honduras; Hong Kong; Hungary;
Iceland; India; Indonesia; Iran; Iraq; Ireland; Israel; Italy; Italia; Italien; Ivory Coast; Jamaica;
Jordan; Kazakhstan; Kenya; Kosovo; Kuwait; Kyrgyzstan; Laos; Latin America; Latvia; Lebanon; Lesotho;
Liberia; Libya; Liechtenstein; Lithuania; Luxembourg; Macau; Madagascar; Malawi; Malaysia; Maldives; Mali;
Malta; Mauritania; Mauritius; Mexico; Moldova; Monaco; Mongolia; Montenegro; Morocco; Mozambique; Myanmar;
Namibia; Nepal; Netherlands; Holland; Niederlande; New Zealand; Nicaragua; Niger; Nigeria; North Korea;
North Macedonia; Norway; Oman; Pakistan; Palestine; Panama; Papua New Guinea; Paraguay; Peru; Philippines;
Poland; Portugal; Qatar; Romania; Russia; Rwanda; San Marino; Saudi Arabia; Senegal; Serbia; Sierra Leone;
Singapore; Slovakia; Slovenia; Somalia; South Africa; South Sudan; Spain; España; Spanien; Sri Lanka; Sudan;
Suriname; Sweden; Switzerland; Schweiz; Syria; Taiwan; Tajikistan; Tanzania; Thailand; Togo; Trinidad;
Tunisia; Turkey; Türkiye; Turkmenistan; Uganda; Ukraine; United Arab Emirates; UAE; Uruguay; Uzbekistan;
Venezuela; Vietnam; Yemen; Zambia; Zimbabwe;
フランス; カナダ; イタリア; インド; 台湾; 香港; 法国; 加拿大; 意大利; 印度; 프랑스;
캐나다; 이탈리아; 대만; 북한; 朝鲜; 北朝鮮
"""
ELSEWHERE = {fold(name): name.strip() for name in NAMES.replace("\n", " ").split(";")}
